/** A clock in milliseconds. */
interface Ticking {
  now(): number;
}

/**
 * Milliseconds since a moment, by the clock that is ahead: the monotonic one stops while the machine sleeps, and the wall
 * clock may be set.
 */
export function stopwatch(monotonic: Ticking = performance, wall: Ticking = Date): () => number {
  const [monotonicStart, wallStart] = [monotonic.now(), wall.now()];
  return () => Math.max(monotonic.now() - monotonicStart, wall.now() - wallStart);
}

/**
 * The same since a moment that another process has recorded. A moment that is unknown or in the future counts as
 * infinitely long ago: the wall clock was set back since.
 *
 * @param since ISO 8601
 */
export function stopwatchSince(
  since: string | null | undefined,
  monotonic: Ticking = performance,
  wall: Ticking = Date,
): () => number {
  const before = wall.now() - Date.parse(since ?? '');
  const elapsed = stopwatch(monotonic, wall);
  return () => (before >= 0 ? before + elapsed() : Infinity);
}
