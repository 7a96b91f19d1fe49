/** The groups of two or more items that have the same key, in order of first appearance. */
export function sharing<K, T>(items: readonly T[], keyOf: (item: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].filter(([, group]) => group.length > 1);
}
