/**
 * A control character, as `\p{Cc}` finds it: C0, DEL and C1. Written as what it is not, since the engine makes `\p{Cc}`
 * from Unicode's tables at its first use, for a good part of a millisecond of every command line.
 */
export const controlCharacter = /[^ -~\u{A0}-\u{10FFFF}]/u;
