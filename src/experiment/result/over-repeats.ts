/** The values that were measured. */
export const measuredOf = <Item, T>(items: readonly Item[], of: (item: Item) => T | undefined): T[] =>
  items.map(of).filter((value) => value !== undefined);

/** Undefined if none was measured. */
export function highestOf<Item>(items: readonly Item[], of: (item: Item) => number | undefined): number | undefined {
  const values = measuredOf(items, of);
  return values.length === 0 ? undefined : Math.max(...values);
}

/** Undefined if none was measured. */
export function totalOf<Item>(items: readonly Item[], of: (item: Item) => number | undefined): number | undefined {
  const values = measuredOf(items, of);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
