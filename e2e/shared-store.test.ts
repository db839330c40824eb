import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startPostgres, startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { filesHolding, type RollSite, startRollSite } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';

const instances = ['ssi-1', 'ssi-2'].map((id) => ({ id, imageId: 'ami-old' }));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const fast = ['--poll-interval', '50ms', '--timeout', '20s'];
const password = 'hunter2-of-the-store';

const kinds: [command: string, name: string, start: () => Promise<TestServer>][] = [
  ['redis-server', 'Redis', () => startRedis({ password })],
  ['postgres', 'PostgreSQL', startPostgres],
];

for (const [command, name, start] of kinds) {
  describeWith(command, `two machines that share ${name}`, () => {
    let server: TestServer;
    let site: RollSite;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());
    beforeEach(async () => {
      site = await startRollSite({ groups: [kafka], recycling: { durationMs: 1500, lagMs: 500 } });
    });
    afterEach(() => site.stop());

    /** What belongs to one of the machines. */
    const machine = (laptop: string): Record<string, string> => {
      const home = join(site.folder, laptop);
      mkdirSync(home);
      return { HOME: home, ESG_STATE_DIR: join(home, 'state'), ESG_STORE_URL: server.url };
    };
    const roll = (env: Record<string, string>, ...args: string[]) =>
      site.run(['--esg', 'sig-kafka', ...fast, ...args], env);

    it('never have two instances out: the second is refused with the name of the first', async () => {
      const [one, two] = [machine('one'), machine('two')];
      const ends = await Promise.all([roll(one, '--limit', 'ssi-1'), roll(two, '--limit', 'ssi-2')]);
      expect(new Set(ends.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 4]));
      const refused = ends.find(({ exitCode }) => exitCode === 4)!;
      expect(refused.stderr).toMatch(
        /Error \(lease-held\): cluster sig-kafka is locked by another roll: .*PID \d+ on /,
      );
      expect(site.requested()).toHaveLength(1);
      expect(filesHolding(site.folder, password)).toEqual([]);
    });

    it('continue each other’s roll', async () => {
      const [one, two] = [machine('one'), machine('two')];
      const killed = site.start(['--esg', 'sig-kafka', ...fast], one);
      await site.simulator.waitFor(() => site.simulator.log.some(({ state }) => state === 'RECYCLING'));
      process.kill(killed.pid!, 'SIGKILL');
      await killed;
      const { exitCode, stdout } = await roll(two);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('2 done')]);
      expect(site.requested().toSorted()).toEqual(['ssi-1', 'ssi-2']);
    });

    it('stop by name when the store stays away, and continue once it is back', async () => {
      const one = { ...machine('one'), SPOTINST_TIMEOUT: '2s' };
      const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET').length;
      const rolling = site.start(['--esg', 'sig-kafka', ...fast, '--lock-ttl', '4s'], one);
      await site.simulator.waitFor(() => site.simulator.log.some(({ state }) => state === 'RECYCLING'));
      await server.kill();
      const before = changes();
      const stopped = await rolling;
      const { host } = new URL(server.url);
      // A recycle was requested, so the exit code does not promise that nothing was changed.
      expect([stopped.exitCode, stopped.stderr]).toEqual([
        1,
        expect.stringMatching(`\\(store-unreachable\\): .*${host}.* does not respond \\(waited \\ds\\)`),
      ]);
      expect(stopped.stdout).toContain('Runbook: docs/runbooks/store-unreachable.md');
      expect(changes()).toBe(before);

      const plan = await site.run(['plan', '--esg', 'sig-kafka'], one);
      expect([plan.exitCode, plan.stderr]).toEqual([
        5,
        expect.stringMatching(`\\(store-unreachable\\): .*${host}.* does not respond \\(waited \\ds\\)`),
      ]);

      await server.restart();
      const { exitCode, stdout } = await roll(one, '--lock-ttl', '4s');
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('2 done')]);
      expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
      expect(filesHolding(site.folder, password)).toEqual([]);
    }, 120_000);

    it('wait while the store restarts, and continue', async () => {
      const rolling = site.start(['--esg', 'sig-kafka', ...fast], machine('one'));
      await site.simulator.waitFor(() => site.simulator.log.some(({ state }) => state === 'RECYCLING'));
      await server.kill();
      await server.restart();
      const { exitCode, stdout } = await rolling;
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('2 done')]);
      expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
    });
  });
}
