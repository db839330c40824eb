export const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** Reports whether a number is what it must be, and remembers where it is not. */
export function check(isRight: boolean): string {
  if (!isRight) process.exitCode = 1;
  return isRight ? 'ok' : 'WRONG';
}

/** The run with the least of something, of three: what disturbs a run only adds to it. */
export async function least<T>(run: () => Promise<T>, measure: (result: T) => number): Promise<T> {
  const first = await run();
  const others = [await run(), await run()];
  return others.reduce((best, one) => (measure(one) < measure(best) ? one : best), first);
}
