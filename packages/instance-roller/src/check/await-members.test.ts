import { describe, expect, it } from '@jest/globals';
import { openPlace } from '../test-support/place.ts';
import { awaitAddress, awaitMembers } from './await-members.ts';

const allActive = ({ others }: { others: readonly { state: string }[] }) =>
  others.every(({ state }) => state === 'ACTIVE');

describe('awaitMembers', () => {
  it('reads until they are as wanted, also where a read fails', async () => {
    const place = await openPlace();
    place.instances[1]!.state = 'RESUMING';
    place.onList = (nth) => {
      if (nth === 3) place.instances[1]!.state = 'ACTIVE';
      return nth === 2 ? 403 : undefined;
    };
    const facts = await place.withStep((step) =>
      awaitMembers(step, { isEnough: allActive, deadline: step.context.clock.now() + 20_000 }),
    );
    expect(facts.others.map(({ state }) => state)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(place.lines).toEqual([expect.stringMatching(/^still waiting: /)]);
  });

  it('answers with the last read once the time is up', async () => {
    const place = await openPlace();
    place.instances[1]!.state = 'RESUMING';
    const facts = await place.withStep((step) => awaitMembers(step, { isEnough: allActive, deadline: 0 }));
    expect(facts.others[0]).toMatchObject({ ssi: 'ssi-2', state: 'RESUMING' });
  });

  it('fails once the time is up and nothing can be read', async () => {
    const place = await openPlace();
    place.onList = () => 403;
    const waiting = place.withStep((step) => awaitMembers(step, { isEnough: allActive, deadline: 0 }));
    await expect(waiting).rejects.toMatchObject({ exitCode: 5 });
  });
});

describe('awaitAddress', () => {
  it('waits for an address that comes late', async () => {
    const place = await openPlace();
    place.instances[0]!.privateIp = null;
    place.onList = (nth) => {
      if (nth === 3) place.instances[0]!.privateIp = '127.0.6.9';
    };
    expect(await place.withStep(awaitAddress)).toBe('127.0.6.9');
  });

  it('fails when none comes in the time for its connection', async () => {
    const place = await openPlace();
    place.instances[0]!.privateIp = null;
    const waiting = place.withStep(awaitAddress, { esg_recycle_connection_timeout: '100ms' });
    await expect(waiting).rejects.toMatchObject({
      code: 'address-missing',
      exitCode: 1,
      message: 'ssi-1 has no address, 0.1 s after its recycle',
    });
  });
});
