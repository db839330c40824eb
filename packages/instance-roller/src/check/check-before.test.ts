import { describe, expect, it } from '@jest/globals';
import { currentOf, factsOf, memberOf } from '../decide/fixtures.ts';
import type { InstanceFacts } from '../decide/facts.ts';
import {
  addresses,
  freePort,
  listenAt,
  openTestEnvironment,
  type TestEnvironment,
} from '../test-support/test-environment.ts';
import { checkBefore } from './check-before.ts';
import { readFacts } from './read-facts.ts';

const [first, second, third] = addresses;
const facts = factsOf(undefined, {
  inventory: {},
  instance: undefined,
  check: undefined,
  connection: undefined,
});

/** Reads the cluster, and checks it before the recycle of `ssi-1`. */
const check = (env: TestEnvironment, variables = {}, request = {}, change: Partial<InstanceFacts> = {}) =>
  env.withStep(
    async (step) => {
      const { view, instance } = await readFacts(step, { withDeployments: false });
      return checkBefore(step, facts, { reading: { view, instance: { ...instance, ...change } }, target: 'ami-new' });
    },
    { esg_recycle_gate_timeout: '20s', ...variables },
    request,
  );

describe('the other members', () => {
  it('are waited for, with a report', async () => {
    const env = await openTestEnvironment();
    env.instances[2]!.state = 'RESUMING';
    env.onList = (nth) => {
      if (nth === 4) env.instances[2]!.state = 'ACTIVE';
      return nth === 3 ? 403 : undefined;
    };
    expect((await check(env)).decision).toMatchObject({ decision: 'recycle' });
    const reason = `The health check before the recycle of ssi-1 fails: ssi-3 (${third}) is RESUMING`;
    expect(env.events).toEqual([`gate_waiting ssi-1 before ${reason}`]);
    expect(env.lines).toEqual([reason, expect.stringMatching(/^still waiting: /)]);
  });

  it('are not waited for when one is PAUSED', async () => {
    const env = await openTestEnvironment();
    env.instances[2]!.state = 'PAUSED';
    expect((await check(env, { esg_recycle_gate_timeout: '1h' })).decision).toMatchObject({
      decision: 'refuse',
      reason: `The health check before the recycle of ssi-1 fails: ssi-3 (${third}) is PAUSED`,
      hint: 'Resume it: npx --no-install spotinst-stateful resume --esg sig-1 --id ssi-3',
    });
  });

  it.each([
    ['after the timeout', { esg_recycle_gate_timeout: '50ms' }, {}],
    ['at once in check mode', { esg_recycle_gate_timeout: '1h' }, { checkMode: true }],
  ])('refuse %s', async (_, variables, request) => {
    const env = await openTestEnvironment();
    env.instances[2]!.state = 'RESUMING';
    expect((await check(env, variables, request)).decision).toMatchObject({
      decision: 'refuse',
      code: 'other-not-active',
    });
  });
});

describe('ports and health check', () => {
  const tcp = (port: number) => ({ esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } });

  it('must be open on other members, but not on the instance itself', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(second, port);
    const variables = { esg_recycle_wait_ports: port, esg_recycle_gate_timeout: '0' };
    expect((await check(env, variables)).decision).toMatchObject({
      decision: 'refuse',
      code: 'port-closed',
      reason: `The health check before the recycle of ssi-1 fails: ${third}:${port} does not accept connections`,
    });
    await listenAt(third, port);
    expect((await check(env, variables)).decision).toMatchObject({ decision: 'recycle' });
  });

  it('refuse with every rule that fails', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(first, port);
    const { decision } = await check(env, { ...tcp(port), esg_recycle_gate_timeout: '0' });
    expect(decision.decision).toBe('refuse');
    expect(decision.reason).toMatch(
      new RegExp(
        `^The health check before the recycle of ${first} fails: ports-answer: ${second}: .*ports-answer: ${third}: `,
      ),
    );
  });

  it('do not wait for the port of a member that goes first', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    for (const address of [first, second]) await listenAt(address, port);
    const variables = { ...tcp(port), esg_recycle_wait_ports: [port], esg_recycle_leader: 'defer' };
    const { decision } = await check(env, { ...variables, esg_recycle_due: ['ssi-1', 'ssi-3'] });
    expect(decision).toMatchObject({ decision: 'defer', yieldTo: ['ssi-3'] });
  });

  it.each([
    ['once', [], {}, 1],
    ['as often as after a recycle while another check is pending', ['gate-awaited'], {}, 4],
    ['once in check mode anyway', ['gate-awaited'], { checkMode: true }, 1],
  ])('are checked %s', async (_, codes, request, times) => {
    const env = await openTestEnvironment();
    const { port } = await listenAt('0.0.0.0');
    const findings = codes.map((code) => ({ code, severity: 'warn' as const, subject: 'ssi-2', message: '' }));
    const { decision } = await check(env, { ...tcp(port), esg_recycle_check_count: 4 }, request, { findings });
    expect(decision).toMatchObject({ decision: 'recycle' });
    expect(env.lines.filter((line) => line.includes('passed, '))).toHaveLength(times);
  });

  it('check the ports again after a long health check', async () => {
    const env = await openTestEnvironment();
    const [waited, healthy] = [await freePort(), await freePort()];
    const closing = await listenAt(second, waited);
    await listenAt(third, waited);
    for (const address of [first, second]) await listenAt(address, healthy);
    let passedMs = 0;
    const sleep = async (): Promise<void> => {
      passedMs += 2000;
      if (env.lines.length === 1) {
        await closing.close();
        await listenAt(third, healthy);
      } else {
        await listenAt(second, waited);
      }
    };
    const { decision, ageMs } = await env.withStep(
      async (step) => {
        const clock = { now: () => step.context.clock.now() + passedMs, sleep };
        const { view, instance } = await readFacts(step, { withDeployments: false });
        const aged = { ...step, context: { ...step.context, clock } };
        const found = await checkBefore(aged, facts, { reading: { view, instance }, target: 'ami-new' });
        return { ...found, ageMs: found.age!() };
      },
      { ...tcp(healthy), esg_recycle_wait_ports: [waited], esg_recycle_gate_timeout: '10m' },
    );
    expect(decision).toMatchObject({ decision: 'recycle' });
    // It counts from the last health check, not from the wait before it.
    expect(ageMs).toBeLessThan(2000);
    expect(env.lines).toEqual([
      expect.stringMatching(new RegExp(`ports-answer: ${third}`)),
      expect.stringMatching(/passed, 1 of 1/),
      expect.stringMatching(new RegExp(`${second}:${waited}`)),
      expect.stringMatching(/passed, 1 of 1/),
    ]);
  });

  describe('of an instance that only needs its health check', () => {
    const awaiting = (others = [memberOf(2, { address: second }), memberOf(3, { address: third })]) => ({
      ...currentOf({ awaitsCheck: true, address: first, others }),
    });

    it('are left to verify', async () => {
      const env = await openTestEnvironment();
      const port = await freePort();
      const variables = { ...tcp(port), esg_recycle_wait_ports: [port] };
      const { decision, check: seen } = await check(env, variables, {}, awaiting());
      expect([decision.decision, seen]).toEqual(['verify', {}]);
    });

    it('are checked in check mode, including its own port', async () => {
      const env = await openTestEnvironment();
      const port = await freePort();
      for (const address of [second, third]) await listenAt(address, port);
      const variables = { esg_recycle_wait_ports: [port] };
      const { decision } = await check(env, variables, { checkMode: true }, awaiting());
      expect(decision.reason).toBe(
        `The health check after the recycle of ssi-1 fails: ${first}:${port} does not accept connections`,
      );
    });

    it('defer to a due member that is down', async () => {
      const env = await openTestEnvironment();
      const port = await freePort();
      for (const address of [first, second]) await listenAt(address, port);
      const variables = { ...tcp(port), esg_recycle_leader: 'defer', esg_recycle_due: ['ssi-1', 'ssi-3'] };
      const { decision } = await check(env, variables, {}, awaiting());
      expect(decision).toMatchObject({ decision: 'defer', yieldTo: ['ssi-3'] });
    });
  });
});
