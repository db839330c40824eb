import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until there is no fault.
 *
 * @param findFault returns the fault, or undefined
 * @throws Error with the last fault
 */
export async function untilNothingIsWrong(
  findFault: () => Promise<string | undefined>,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const fault = await findFault();
    if (fault === undefined) return;
    if (Date.now() > deadline) throw new Error(`after ${timeoutMs / 1000} s still: ${fault}`);
    await delay(200);
  }
}
