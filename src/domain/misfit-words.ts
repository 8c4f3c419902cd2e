/**
 * What belongs in the place of something that is written otherwise, as it stands behind the place.
 *
 * @example misfitWords('rename this field to "key"'); // the same
 * @example misfitWords("text in quotes"); // expected text in quotes
 */
export function misfitWords(expected: string): string {
  return /^(?:move|rename|write) /.test(expected) ? expected : `expected ${expected}`;
}
