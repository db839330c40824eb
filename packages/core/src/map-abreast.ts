/**
 * Maps side by side, at most `width` items at a time, and keeps the order. After the first failure nothing further
 * is started: a token that was just refused is not tried on a thousand groups more.
 */
export async function mapAbreast<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // A throw inside `for … of` closes the generator, and with it every other worker's supply.
  const supply = (function* () {
    yield* items.entries();
  })();
  const worker = async () => {
    for (const [index, item] of supply) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
