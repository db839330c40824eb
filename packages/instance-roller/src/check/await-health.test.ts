import { describe, expect, it } from '@jest/globals';
import { monotonicClock } from '@esg-recycler/spotinst-stateful';
import type { Step } from '../step/open-step.ts';
import { addresses, freePort, listenAt, openTestEnvironment } from '../test-support/test-environment.ts';
import { awaitHealth } from './await-health.ts';

const [node, second, third] = addresses;
const question = { phase: 'before' as const, node, nodes: addresses, expect: 3, due: [] };
const withCheck = (step: Step) => ({ ...step, check: step.check! });
const tcp = (port: number) => ({ esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } });

describe('awaitHealth', () => {
  it('checks the wanted number of times, and reports each passed check', async () => {
    const env = await openTestEnvironment();
    const { port } = await listenAt('0.0.0.0');
    const judgement = await env.withStep(
      (step) => awaitHealth(withCheck(step), question, { count: 3, timeoutMs: 0 }),
      tcp(port),
    );
    expect(judgement).toMatchObject({ safe: true, serving: true });
    expect(env.lines).toEqual([1, 2, 3].map((n) => `health check before the recycle of ${node}: passed, ${n} of 3`));
    // The last one is reported by gate_passed.
    expect(env.events).toEqual(Array(2).fill('gate_waiting ssi-1 before'));
  });

  it('counts the age of its result from the start of the last check', async () => {
    const env = await openTestEnvironment();
    const { port } = await listenAt('0.0.0.0');
    const age = await env.withStep(async (step) => {
      let time = 0;
      const check: NonNullable<Step['check']> = {
        ...step.check!,
        evaluate: async (questions) => {
          time += 5000;
          return step.check!.evaluate(questions);
        },
      };
      const clock = { now: () => time, sleep: async (ms: number) => void (time += ms) };
      const aged = { ...step, check, context: { ...step.context, clock } };
      const judgement = await awaitHealth(aged, question, { count: 2, timeoutMs: 0 });
      return judgement.age();
    }, tcp(port));
    expect(age).toBe(5000);
  });

  it('waits for a node that comes back, and reports the reason once', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(node, port);
    await listenAt(second, port);
    const waiting = env.withStep(
      (step) => awaitHealth(withCheck(step), question, { count: 1, timeoutMs: 20_000 }),
      tcp(port),
    );
    await monotonicClock.sleep(300);
    await listenAt(third, port);
    expect(await waiting).toMatchObject({ safe: true });
    const reason = `ports-answer: ${third}: port ${port} is not reachable`;
    expect(env.events).toEqual([expect.stringContaining(`gate_waiting ssi-1 before ${reason}`)]);
  });

  it('fails after the timeout', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(node, port);
    const judgement = await env.withStep(
      (step) => awaitHealth(withCheck(step), question, { count: 1, timeoutMs: 50 }),
      tcp(port),
    );
    expect(judgement).toMatchObject({ safe: false, findings: [{ subject: second }, { subject: third }] });
  });

  it('does not wait for a node that goes first', async () => {
    const env = await openTestEnvironment();
    const port = await freePort();
    await listenAt(node, port);
    await listenAt(second, port);
    const judgement = await env.withStep(
      (step) => awaitHealth(withCheck(step), { ...question, due: [third] }, { count: 1, timeoutMs: 60_000 }),
      tcp(port),
    );
    expect(judgement.yieldTo).toEqual([third]);
    expect(env.lines.join()).toContain(`these nodes go first: ${third}`);
  });
});
