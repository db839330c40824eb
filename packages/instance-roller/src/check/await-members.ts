import { EsgError, ExitCode } from '@esg-recycler/core';
import type { MembersFacts } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';
import { readMembersFacts } from './read-facts.ts';

/**
 * Reads the members of the cluster until `isEnough` or the deadline. A failed read says nothing about the members.
 *
 * @param wanted.isEnough whether the wait is over
 * @returns the last read
 * @throws EsgError the error of the last read, after the deadline
 */
export async function awaitMembers(
  step: Step,
  { isEnough, deadline }: { isEnough: (facts: MembersFacts) => boolean; deadline: number },
): Promise<MembersFacts> {
  const { context, roll } = step;
  const isOver = (): boolean => context.clock.now() >= deadline || context.signal?.aborted === true;
  for (;;) {
    try {
      const facts = await readMembersFacts(step);
      if (isEnough(facts) || isOver()) return facts;
    } catch (error) {
      if (isOver()) throw error;
      context.report(`still waiting: ${(error as Error).message}`);
    }
    await context.clock.sleep(Math.max(roll.pollIntervalMs, 1), context.signal);
  }
}

/**
 * Waits for the address of a recycled instance, which Spot reports late when it is not persisted.
 *
 * @throws EsgError `address-missing`, exit code 1, after the connection timeout
 */
export async function awaitAddress(step: Step): Promise<string> {
  const { context, roll } = step;
  const deadline = context.clock.now() + roll.connectionTimeoutMs;
  const { address } = await awaitMembers(step, { isEnough: (facts) => facts.address !== null, deadline });
  if (address !== null) return address;
  throw new EsgError(`${roll.instance} has no address ${roll.connectionTimeoutMs / 1000} s after its recycle`, {
    code: 'address-missing',
    exitCode: ExitCode.failed,
    hint: 'Check the instance in the Spot console, then run the same command again.',
  });
}
