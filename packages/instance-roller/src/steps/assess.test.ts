import { describe, expect, it } from '@jest/globals';
import { openTestEnvironment, type TestEnvironment } from '../test-support/test-environment.ts';
import { assess } from './assess.ts';

/** Assesses `ssi-1` with a recorded request. */
const assessed = (env: TestEnvironment, requested: { ssi: string; instanceId: string }) =>
  env.withStep(
    async (step) => {
      const { intents } = step.context.store;
      const intent = { group: 'sig-1', target: 'ami-new', number: 1, requestedAt: '2026-01-01T00:00:00.000Z' };
      const known = { imageId: 'ami-old', privateIp: null, launchedAt: '2026-01-01T00:00:00.000Z', devices: [] };
      await intents.put(`${requested.ssi}:1`, { ...known, ...intent, ...requested });
      const answer = await assess(step);
      return { ...answer, open: (await intents.list()).length };
    },
    { esg_recycle_drain_service: 'kafka', esg_recycle_gate_timeout: '5s', esg_recycle_wait_timeout: '5s' },
  );

describe('assess', () => {
  it('waits for its own earlier request that never started, then recycles', async () => {
    const env = await openTestEnvironment();
    expect(await assessed(env, { ssi: 'ssi-1', instanceId: 'i-1' })).toMatchObject({
      decision: 'recycle',
      isUnderWay: false,
      drains: true,
      withoutConnection: { code: 'host-unreachable' },
      earlier: null,
      open: 0,
    });
  });

  it('verifies an instance that an earlier request has recycled', async () => {
    const env = await openTestEnvironment();
    const after = { instanceId: 'i-9', imageId: 'ami-new', launchedAt: '2026-01-02T00:00:00.000Z' };
    env.instances[0] = { ...env.instances[0]!, ...after };
    expect(await assessed(env, { ssi: 'ssi-1', instanceId: 'i-1' })).toMatchObject({
      decision: 'verify',
      drains: false,
      earlier: { changed: true, before: { instanceId: 'i-1' }, after: { instanceId: 'i-9' } },
      open: 0,
    });
  });

  it('waits for the request of another instance before any check', async () => {
    const env = await openTestEnvironment();
    expect(await assessed(env, { ssi: 'ssi-2', instanceId: 'i-2' })).toMatchObject({ decision: 'recycle', open: 0 });
    const settled = env.lines.findIndex((line) => line.includes('waiting for its result'));
    expect(settled).toBe(0);
    expect(env.events.findIndex((event) => event.startsWith('gate_passed'))).toBeGreaterThan(0);
  });
});
