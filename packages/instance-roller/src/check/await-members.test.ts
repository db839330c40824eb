import { describe, expect, it } from '@jest/globals';
import { openTestEnvironment } from '../test-support/test-environment.ts';
import { awaitAddress, awaitMembers } from './await-members.ts';

const allActive = ({ others }: { others: readonly { state: string }[] }) =>
  others.every(({ state }) => state === 'ACTIVE');

describe('awaitMembers', () => {
  it('reads until the members are as wanted, also when a read fails', async () => {
    const env = await openTestEnvironment();
    env.instances[1]!.state = 'RESUMING';
    env.onList = (nth) => {
      if (nth === 3) env.instances[1]!.state = 'ACTIVE';
      return nth === 2 ? 403 : undefined;
    };
    const facts = await env.withStep((step) =>
      awaitMembers(step, { isEnough: allActive, deadline: step.context.clock.now() + 20_000 }),
    );
    expect(facts.others.map(({ state }) => state)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(env.lines).toEqual([expect.stringMatching(/^still waiting: /)]);
  });

  it('returns the last read after the deadline', async () => {
    const env = await openTestEnvironment();
    env.instances[1]!.state = 'RESUMING';
    const facts = await env.withStep((step) => awaitMembers(step, { isEnough: allActive, deadline: 0 }));
    expect(facts.others[0]).toMatchObject({ ssi: 'ssi-2', state: 'RESUMING' });
  });

  it('fails after the deadline when nothing can be read', async () => {
    const env = await openTestEnvironment();
    env.onList = () => 403;
    const waiting = env.withStep((step) => awaitMembers(step, { isEnough: allActive, deadline: 0 }));
    await expect(waiting).rejects.toMatchObject({ exitCode: 5 });
  });
});

describe('awaitAddress', () => {
  it('waits for an address that is reported late', async () => {
    const env = await openTestEnvironment();
    env.instances[0]!.privateIp = null;
    env.onList = (nth) => {
      if (nth === 3) env.instances[0]!.privateIp = '127.0.6.9';
    };
    expect(await env.withStep(awaitAddress)).toBe('127.0.6.9');
  });

  it('fails without an address after the connection timeout', async () => {
    const env = await openTestEnvironment();
    env.instances[0]!.privateIp = null;
    const waiting = env.withStep(awaitAddress, { esg_recycle_connection_timeout: '100ms' });
    await expect(waiting).rejects.toMatchObject({
      code: 'address-missing',
      exitCode: 1,
      message: 'ssi-1 has no address 0.1 s after its recycle',
    });
  });
});
