import { EsgError, ExitCode } from '@esg-recycler/core';
import type { MembersFacts } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';
import { readMembersFacts } from './read-facts.ts';

/**
 * Reads the members of the cluster until they are as wanted, or time is up. A read that fails says nothing of them.
 *
 * @param wanted.isEnough whether nothing more is to be waited for
 * @returns the last that was read
 * @throws EsgError why they cannot be read, once time is up
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
 * The address of an instance that is back. It comes late where it is not persisted.
 *
 * @throws EsgError `address-missing`, exit code 1, when the time for its connection is up
 */
export async function awaitAddress(step: Step): Promise<string> {
  const { context, roll } = step;
  const deadline = context.clock.now() + roll.connectionTimeoutMs;
  const { address } = await awaitMembers(step, { isEnough: (facts) => facts.address !== null, deadline });
  if (address !== null) return address;
  throw new EsgError(`${roll.instance} has no address, ${roll.connectionTimeoutMs / 1000} s after its recycle`, {
    code: 'address-missing',
    exitCode: ExitCode.failed,
    hint: 'See the instance in the Spot console; then run the same again.',
  });
}
