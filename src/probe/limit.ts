/** As many inspects at once as keep an engine busy without crowding out others. */
export const INSPECTS = 8;

/** Calls `job` for every item, at most `limit` at once; results in the order of `items`. Stops starting new ones after a failure. */
export async function mapLimited<T, R>(items: readonly T[], limit: number, job: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    // All workers draw from one iterator.
    for (const [index, item] of rest) results[index] = await job(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
