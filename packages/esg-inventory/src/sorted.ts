/** Compares by code unit: the same on every machine, independent of the locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A mapping with its keys in order. `Object.fromEntries` defines properties, so `__proto__` is an ordinary key. */
export const sortedByKey = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries([...entries].toSorted(([a], [b]) => compare(a, b)));
