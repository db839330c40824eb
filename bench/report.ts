export const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** Reports whether a number is within its limit, and records failures. */
export function check(isRight: boolean): string {
  if (!isRight) process.exitCode = 1;
  return isRight ? 'ok' : 'WRONG';
}

/** The smallest of three runs, because disturbances only add to a run. */
export async function least<T>(run: () => Promise<T>, measure: (result: T) => number): Promise<T> {
  const first = await run();
  const others = [await run(), await run()];
  return others.reduce((best, one) => (measure(one) < measure(best) ? one : best), first);
}
