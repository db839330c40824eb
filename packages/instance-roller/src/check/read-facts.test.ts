import { describe, expect, it } from '@jest/globals';
import type { Step } from '../step/open-step.ts';
import { addresses, openTestEnvironment } from '../test-support/test-environment.ts';
import { readFacts, readMembersFacts } from './read-facts.ts';

describe('readFacts', () => {
  it('returns the facts about the instance from one read', async () => {
    const env = await openTestEnvironment();
    env.instances[2]!.state = 'RESUMING';
    const { instance } = await env.withStep((step) => readFacts(step, { withDeployments: true }));
    expect(instance).toMatchObject({
      stateful: { id: 'ssi-1' },
      address: addresses[0],
      target: 'ami-new',
      due: true,
      awaitsCheck: false,
      isUnderWay: false,
      others: [
        { ssi: 'ssi-2', state: 'ACTIVE' },
        { ssi: 'ssi-3', state: 'RESUMING' },
      ],
    });
  });

  it('evaluates with the target of the roll', async () => {
    const env = await openTestEnvironment();
    const { instance } = await env.withStep((step) => readFacts(step, { target: 'ami-old', withDeployments: true }));
    expect(instance.target).toBe('ami-old');
    expect(instance.findings.map(({ code }) => code)).toContain('target-changed');
  });

  it('evaluates with the launch time of esg_recycle_since', async () => {
    const env = await openTestEnvironment();
    env.instances[0]!.imageId = 'ami-new';
    const dueSince = (since: string) =>
      env.withStep(async (step) => (await readFacts(step, { withDeployments: false })).instance.due, {
        esg_recycle_since: since,
      });
    expect(await dueSince('2025-01-01T00:00:00Z')).toBe(false);
    expect(await dueSince('2026-02-01T00:00:00Z')).toBe(true);
  });
});

describe.each<[string, (step: Step, options: { withDeployments: boolean }) => Promise<object>]>([
  ['readFacts', readFacts],
  ['readMembersFacts', readMembersFacts],
])('%s', (_, read) => {
  it('lists the existing instances when the instance is unknown', async () => {
    const env = await openTestEnvironment();
    const reading = env.withStep((step) => read(step, { withDeployments: false }), { esg_recycle_instance: 'ssi-9' });
    await expect(reading).rejects.toMatchObject({
      code: 'instance-unknown',
      exitCode: 2,
      message: 'sig-1 has no stateful instance ssi-9',
      hint: 'Its instances: ssi-1, ssi-2, ssi-3',
    });
  });

  it('fails when Spot refuses the read', async () => {
    const env = await openTestEnvironment();
    env.onList = () => 401;
    await expect(env.withStep((step) => read(step, { withDeployments: false }))).rejects.toMatchObject({
      exitCode: 5,
    });
  });
});
