/**
 * A path as it stands in a command that somebody may copy: as it is where that means itself, else in quotes.
 *
 * @example shellWord("/my home/x"); // '/my home/x'
 */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
