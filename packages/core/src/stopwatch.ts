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
