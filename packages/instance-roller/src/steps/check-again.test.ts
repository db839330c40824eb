import { describe, expect, it } from '@jest/globals';
import { addresses, freePort, listenAt, openTestEnvironment } from '../test-support/test-environment.ts';
import { assess } from './assess.ts';
import { prepare } from './prepare.ts';
import { recycle } from './recycle.ts';

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Recycles or prepares `ssi-1` after a health check that passed at a time, while the check fails now. */
async function continueAfter(checkedAt: string | null, perform: typeof recycle | typeof prepare = recycle) {
  const env = await openTestEnvironment();
  const port = await freePort();
  const health = { esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } };
  const open = await Promise.all(addresses.map((address) => listenAt(address, port)));
  const variables = { ...health, esg_recycle_gate_timeout: '0', esg_recycle_wait_timeout: '5s' };
  const assessment = await env.withStep((step) => assess(step), variables);
  const assessedAt = assessment.checkedAt;
  await open[2]!.close();
  env.lines.length = 0;
  const result = await env
    .withStep<unknown>((step) => perform(step), variables, { assessment: { ...assessment, checkedAt } })
    .catch((error: unknown) => error);
  return { assessedAt, result, checks: env.lines.filter((line) => line.startsWith('health check before')), env };
}

describe('recycle', () => {
  it.each([
    ['too old', ago(61_000)],
    ['from the future', ago(-3_600_000)],
    ['of an unknown time', null],
  ])('repeats a health check that is %s, and refuses when it fails', async (_, checkedAt) => {
    const { result, env } = await continueAfter(checkedAt);
    expect(result).toMatchObject({ code: 'ports-answer', exitCode: 3 });
    expect(env.requested).toEqual([]);
  });

  it('requests without another check while that of the assessment is recent', async () => {
    const startedAt = Date.now();
    const { assessedAt, checks, env } = await continueAfter(ago(1000));
    expect(Date.parse(String(assessedAt))).toBeGreaterThanOrEqual(startedAt);
    expect(Date.parse(String(assessedAt))).toBeLessThanOrEqual(Date.now());
    expect([checks, env.requested]).toEqual([[], ['ssi-1']]);
  });
});

describe('prepare', () => {
  it.each([
    ['repeats a health check that is too old', 61_000, { code: 'ports-answer', exitCode: 3 }],
    ['relies on a health check that is recent', 1000, { changed: false }],
  ])('%s, because a drain may follow', async (_, ageMs, expected) => {
    expect((await continueAfter(ago(ageMs), prepare)).result).toMatchObject(expected);
  });
});
