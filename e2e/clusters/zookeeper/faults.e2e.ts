import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { spoilings } from '../spoil.ts';
import { startZooKeeperLoad, type ZooKeeperLoad } from './load.ts';
import { type Ensemble, startEnsemble } from './start-ensemble.ts';

const limit = 300_000;
/** The timeout of health checks that must keep failing. */
const hasty = { esg_recycle_gate_timeout: '5s' };

let ensemble: Ensemble;
let load: ZooKeeperLoad;
afterEach(() => {
  load.abandon();
  return ensemble.stop();
});

const addressOf = (ssi: string): string => ensemble.addresses[ensemble.ssis.indexOf(ssi)]!;
const namesRule = (ssi: string): RegExp => new RegExp(`members-serve: ${addressOf(ssi)} does not serve: `);

/** Waits until an instance is leaving. */
const untilOut = ({ place: { simulator } }: Ensemble, ssi: string): Promise<unknown> =>
  simulator.waitFor(() => simulator.cloud.instance(ssi).state === 'RECYCLING', limit);

/** Rolls the remaining instances, and verifies that all are done and nothing is lost. */
async function finish(): Promise<void> {
  const { place, ssis, versionOf, startRoll } = ensemble;
  const again = await startRoll();
  expect(again.stderr).not.toMatch(/^recycle-runner: /m);
  expect(again.exitCode).toBe(0);
  expect(place.simulator.maxOut()).toBe(1);
  expect(ssis.map(versionOf)).toEqual(['3.9.5', '3.9.5', '3.9.5']);
  expect(await load.stop()).toMatchObject({ lost: [] });
}

describeWith('java', 'a roll of ZooKeeper', () => {
  it(
    'does not start while a member is down, and completes once it is back',
    async () => {
      ensemble = await startEnsemble();
      const { place, freeze, thaw, untilHealthy, startRoll, leader, followers } = ensemble;
      load = await startZooKeeperLoad(ensemble.addresses);
      freeze(followers[1]);

      const refused = await startRoll(['--limit', followers[0]], hasty);
      expect(refused.stdout).toMatch(namesRule(followers[1]));
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      thaw(followers[1]);
      await untilHealthy();
      await finish();
      expect(place.requested()).toEqual([...followers, leader]);
    },
    limit,
  );

  it(
    'stops when a second member fails, and continues once it is back',
    async () => {
      ensemble = await startEnsemble();
      const { place, freeze, thaw, untilHealthy, startRoll, followers } = ensemble;
      load = await startZooKeeperLoad(ensemble.addresses);
      const rolling = startRoll([], hasty);
      await untilOut(ensemble, followers[0]);
      freeze(followers[1]);

      const stopped = await rolling;
      expect(stopped.stderr).toMatch(namesRule(followers[1]));
      expect(stopped.stdout).toContain('0 done, 0 skipped, 1 failed, 2 pending');
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toEqual([followers[0]]);
      expect(place.simulator.maxOut()).toBe(1);

      thaw(followers[1]);
      await untilHealthy();
      await finish();
      // An election decided who leads now.
      expect(place.requested()).toHaveLength(3);
      expect(new Set(place.requested())).toEqual(new Set(ensemble.ssis));
    },
    limit,
  );

  it(
    'stops at a member whose port is blocked, and continues once it is open',
    async () => {
      ensemble = await startEnsemble();
      const { place, block, unblock, untilHealthy, startRoll, leader, followers } = ensemble;
      load = await startZooKeeperLoad(ensemble.addresses);
      block(followers[0]);

      const stopped = await startRoll([], hasty);
      expect(stopped.stderr).toMatch(namesRule(followers[0]));
      expect(stopped.stdout).toContain('0 done, 0 skipped, 1 failed, 2 pending');
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toEqual([followers[0]]);
      expect(place.simulator.maxOut()).toBe(1);

      unblock(followers[0]);
      await untilHealthy();
      await finish();
      expect(place.requested()).toEqual([...followers, leader]);
    },
    limit,
  );

  it.each(spoilings)(
    'begins with a member that $what, and brings it to the right image',
    async ({ spoil }) => {
      ensemble = await startEnsemble();
      const { place, leader, followers } = ensemble;
      const [other, spoilt] = followers;
      await spoil(ensemble, spoilt);
      load = await startZooKeeperLoad(ensemble.addresses);
      const before = place.requested();
      await finish();
      expect(place.requested()).toEqual([...before, spoilt, other, leader]);
    },
    limit,
  );
});
