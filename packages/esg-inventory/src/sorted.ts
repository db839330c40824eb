/** Compares by code unit: the same on every machine, whatever its locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A mapping with its keys in order. `Object.fromEntries` defines properties, so even `__proto__` is only a name. */
export const sortedByKey = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries([...entries].toSorted(([a], [b]) => compare(a, b)));
