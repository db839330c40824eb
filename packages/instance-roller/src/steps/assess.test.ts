import { describe, expect, it } from '@jest/globals';
import {
  addresses,
  freePort,
  listenAt,
  openTestEnvironment,
  type TestEnvironment,
} from '../test-support/test-environment.ts';
import { assess } from './assess.ts';

interface Assessing {
  onStarted?: () => void;
  completesOnly?: boolean;
}

/** Assesses `ssi-1` with a recorded request. */
const assessed = (
  env: TestEnvironment,
  requested: { ssi: string; instanceId: string; target?: string },
  { onStarted = () => {}, completesOnly = false }: Assessing = {},
) =>
  env.withStep(
    async (step) => {
      const { intents } = step.context.store;
      const intent = { group: 'sig-1', target: 'ami-new', number: 1, requestedAt: '2026-01-01T00:00:00.000Z' };
      const known = { imageId: 'ami-old', privateIp: null, launchedAt: '2026-01-01T00:00:00.000Z', devices: [] };
      await intents.put(`${requested.ssi}:1`, { ...known, ...intent, ...requested });
      const emit: typeof step.emit = (event, subject, data) => {
        step.emit(event, subject, data);
        if (event === 'instance_started') onStarted();
      };
      const answer = await assess({ ...step, emit, completesOnly });
      return { ...answer, open: (await intents.list()).length };
    },
    { esg_recycle_drain_service: 'kafka', esg_recycle_gate_timeout: '5s', esg_recycle_wait_timeout: '5s' },
  );

/** Assesses `ssi-1`, and requests a stop as soon as an event of this name is emitted. */
const stoppedAt = (env: TestEnvironment, name: string, variables: Record<string, unknown> = {}) =>
  env.withStep((step) => {
    const emit: typeof step.emit = (event, subject, data) => {
      step.emit(event, subject, data);
      if (event === name) env.requestStop();
    };
    return assess({ ...step, emit, context: { ...step.context, emit } });
  }, variables);
const stopped = { code: 'stopped', exitCode: 130, message: 'Stopped before the recycle of ssi-1 was requested' };

describe('assess', () => {
  it('ends at once when a stop is requested in the quiet period', async () => {
    const env = await openTestEnvironment();
    const slow = { esg_recycle_poll_interval: '1h', esg_recycle_wait_timeout: '24h' };
    await expect(stoppedAt(env, 'cluster_watched', slow)).rejects.toMatchObject(stopped);
  });

  it('ends at once when a stop is requested while the health check fails', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(addresses[0], port);
    const failing = { esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } };
    const slow = { esg_recycle_check_interval: '1h', esg_recycle_gate_timeout: '24h' };
    await expect(stoppedAt(env, 'gate_waiting', { ...failing, ...slow })).rejects.toMatchObject(stopped);
  });

  it('ends at once when a stop is requested while a port is closed', async () => {
    const env = await openTestEnvironment();
    const closed = { esg_recycle_wait_ports: [await freePort()], esg_recycle_gate_timeout: '24h' };
    await expect(stoppedAt(env, 'gate_waiting', closed)).rejects.toMatchObject(stopped);
  });

  it('ends at once when a stop is requested while another member is out', async () => {
    const env = await openTestEnvironment();
    env.instances[1] = { ...env.instances[1]!, state: 'RECYCLING' };
    const slow = { esg_recycle_poll_interval: '1h', esg_recycle_gate_timeout: '24h' };
    await expect(stoppedAt(env, 'gate_waiting', slow)).rejects.toMatchObject(stopped);
  });

  it('finishes an instance whose recycle an earlier run has requested, despite a stop', async () => {
    const env = await openTestEnvironment();
    const after = { instanceId: 'i-9', imageId: 'ami-new', launchedAt: '2026-01-02T00:00:00.000Z' };
    const answer = await assessed(
      env,
      { ssi: 'ssi-1', instanceId: 'i-1' },
      {
        onStarted: () => {
          env.instances[0] = { ...env.instances[0]!, ...after };
          env.requestStop();
        },
      },
    );
    expect(answer).toMatchObject({ decision: 'verify' });
  });

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

  describe('of an instance that is only completed', () => {
    const completed = (env: TestEnvironment, target?: string) =>
      assessed(env, { ssi: 'ssi-1', instanceId: 'i-1', ...(target && { target }) }, { completesOnly: true });

    it('refuses a new request when the earlier one never started', async () => {
      const env = await openTestEnvironment();
      await expect(completed(env)).rejects.toMatchObject({ code: 'request-withheld', exitCode: 3 });
      expect(env.lines[0]).toContain('waiting for its result');
      expect(env.events.filter((event) => event.startsWith('gate_'))).toEqual([]);
    });

    it('refuses a new request when the earlier recycle ended on an older image', async () => {
      const env = await openTestEnvironment();
      const after = { instanceId: 'i-9', imageId: 'ami-older', launchedAt: '2026-01-02T00:00:00.000Z' };
      env.instances[0] = { ...env.instances[0]!, ...after };
      await expect(completed(env, 'ami-older')).rejects.toMatchObject({ code: 'request-withheld' });
    });

    it('verifies an instance that the earlier request has recycled', async () => {
      const env = await openTestEnvironment();
      const after = { instanceId: 'i-9', imageId: 'ami-new', launchedAt: '2026-01-02T00:00:00.000Z' };
      env.instances[0] = { ...env.instances[0]!, ...after };
      expect(await completed(env)).toMatchObject({ decision: 'verify' });
    });
  });
});
