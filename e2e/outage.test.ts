import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { type ClosableProxy, startClosableProxy } from './support/closable-proxy.ts';
import { type RollSite, startRollSite, token } from './support/roll-site.ts';

const ids = ['ssi-1', 'ssi-2'];
const instances = ids.map((id, index) => ({ id, privateIp: `127.0.7.${index + 1}`, imageId: 'ami-old' }));
const group = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const listRoute = '/aws/ec2/group/{groupId}/statefulInstance';

let site: RollSite;
let proxy: ClosableProxy | undefined;
afterEach(async () => {
  await site.stop();
  await proxy?.close();
  proxy = undefined;
});

const outageMs = 60_000;

/** A roll whose first instance is just being recycled. */
async function startRoll(timeout: string, scenario: ScenarioInput = {}, env = {}) {
  site = await startRollSite({ groups: [group], recycling: { durationMs: 1000 }, ...scenario });
  const rolling = site.start(['--esg', 'kafka', '--poll-interval', '50ms', '--timeout', timeout], env);
  await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING', 120_000);
  // A runner is a promise: an async function that returns it would wait for its end.
  return { rolling };
}

it('waits for the end of an outage in the middle of a roll, and continues', async () => {
  const { rolling } = await startRoll('2m');
  site.simulator.fail({ kind: 'html', status: 503, times: 30 });
  const { exitCode, stderr } = await rolling;
  expect(stderr).toMatch(
    /still waiting, Spot cannot be read: .*HTTP 503|Spot cannot be read, trying again until .*503/,
  );
  expect([exitCode, site.requested()]).toEqual([0, ids]);
}, 300_000);

it('continues after Spot refused every connection for a minute', async () => {
  site = await startRollSite({ groups: [group], recycling: { durationMs: 1000 } });
  proxy = await startClosableProxy(site.simulator.url);
  const env = { SPOTINST_API_URL: proxy.url };
  const rolling = site.start(['--esg', 'kafka', '--poll-interval', '50ms', '--timeout', '3m'], env);
  await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING', 120_000);
  await proxy.close();
  await delay(outageMs);
  await proxy.open();
  const { exitCode, stderr } = await rolling;
  expect(stderr).toMatch(/still waiting, Spot cannot be read: .*ECONNREFUSED|Spot cannot be read, trying again until/);
  expect([exitCode, site.requested()]).toEqual([0, ids]);
}, 300_000);

it('stops at its timeout during an outage that does not end', async () => {
  const { rolling } = await startRoll('4s');
  site.simulator.fail({ kind: 'html', status: 503, times: 100_000 });
  const { exitCode, stdout, stderr } = await rolling;
  expect(stderr).toMatch(/Spot cannot be read, trying again until \d\d:\d\d:\d\dZ \(--timeout\): .*503/);
  expect(stdout).toMatch(/Next: The requested recycle continues in Spot, and its instance may be down/);
  expect(stdout).toMatch(/Roll back: .*rollback \S+/);
  expect([exitCode, site.requested()]).toEqual([1, ['ssi-1']]);
});

it('waits for the end of a block by a punishing rate limit', async () => {
  const { rolling } = await startRoll('2m', {
    recycling: { durationMs: 4000 },
    rateLimits: { mode: 'punishing', windowMs: 40_000, routes: { [`GET ${listRoute}`]: 100 } },
  });
  // Another user of the same account uses all that is left.
  const { url, accountId } = site.simulator;
  const list = `${url}/aws/ec2/group/sig-kafka/statefulInstance?accountId=${accountId}`;
  const headers = { authorization: `Bearer ${token}` };
  while ((await fetch(list, { headers })).status !== 429);
  const { exitCode, stderr } = await rolling;
  expect(stderr).toMatch(/Spot's rate limit blocks GET \S+\/statefulInstance: waiting until \d\d:\d\d:\d\dZ/);
  expect([exitCode, site.requested()]).toEqual([0, ids]);
}, 300_000);

it('continues when responses take too long in the middle of a roll', async () => {
  const { rolling } = await startRoll('2m', {}, { SPOTINST_TIMEOUT: '1s' });
  site.simulator.fail({ kind: 'hang', route: listRoute, times: 6 });
  const { exitCode, stderr } = await rolling;
  expect(stderr).toMatch(/still waiting, Spot cannot be read: .*within 1s/);
  expect([exitCode, site.requested()]).toEqual([0, ids]);
}, 300_000);
