/**
 * The options of an `LRUCache` of so many entries that makes no room for them beforehand, as its own `max` does: a command
 * line needs three of ten thousand.
 */
export function atMost(entries: number) {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
