/** A label of at most `most` UTF-16 code units, with both its ends, since ids differ there; never half a character. */
export function cutMiddle(label: string, most: number): string {
  if (label.length <= most) return label;
  const tail = Math.floor((most - 1) / 2);
  const head = label.slice(0, most - 1 - tail).replace(/[\ud800-\udbff]$/, "");
  return `${head}…${label.slice(-tail).replace(/^[\udc00-\udfff]/, "")}`;
}
