/** A line about one thing: what it is called, and what is said of it. */
export type Row = readonly [name: string, text: string];

/** @example listed([]) // "none" */
export const listed = (items: readonly string[]): string => (items.length === 0 ? "none" : items.join(", "));
