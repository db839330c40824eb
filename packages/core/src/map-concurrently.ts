/**
 * Maps concurrently, at most `width` items at a time, and keeps the order. Starts nothing after the first failure: a
 * token that was just refused is not sent again for a thousand more groups.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // All workers share one generator. A throw inside `for … of` closes it, so the other workers stop too.
  const supply = (function* () {
    yield* items.entries();
  })();
  const worker = async () => {
    for (const [index, item] of supply) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
