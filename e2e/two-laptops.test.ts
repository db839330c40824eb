import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';
import { playTwoLaptops } from './support/two-laptops.ts';

describe('two runs with stores of their own', () => {
  it.each([1, 2])(
    'never take two instances out, and one yields and names the reason (seed %i)',
    async (seed) => {
      expect((await playTwoLaptops(seed)).problems).toEqual([]);
    },
    180_000,
  );
});

const servers: [command: string, name: string, start: () => Promise<TestServer>][] = [
  ['redis-server', 'Redis', () => startRedis()],
  ['postgres', 'PostgreSQL', startPostgres],
];

for (const [command, name, start] of servers) {
  describeWith(command, `two runs that share ${name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    it.each([1, 2])(
      'never take two instances out, and the lease refuses one at once (seed %i)',
      async (seed) => {
        expect((await playTwoLaptops(seed, server.url)).problems).toEqual([]);
      },
      180_000,
    );
  });
}

describe('the mark of a run on another machine', () => {
  const minuteMs = 60_000;
  const roll = ['--esg', 'sig-1', '--poll-interval', '50ms', '--timeout', '30s'];
  let site: RollSite;
  afterEach(() => site.stop());

  const startMarked = async (): Promise<void> => {
    const instances = ['127.0.3.1', '127.0.3.2', '127.0.3.3'].map((privateIp, index) => ({
      id: `ssi-${index + 1}`,
      privateIp,
      imageId: index === 0 ? 'ami-old' : 'ami-new',
    }));
    site = await startRollSite({
      groups: [{ id: 'sig-1', image: 'ami-new', instances }],
      recycling: { lagMs: 50, durationMs: 200 },
    });
    const end = (minutes: number): number => Date.now() + minutes * minuteMs;
    site.simulator.cloud.suspend(
      'sig-1',
      new Map([
        ['PREVENTIVE_REPLACEMENT', end(100)],
        ['OUT_OF_STRATEGY', end(107)],
        ['REVERT_PREFERRED', end(123)],
        ['SCHEDULING', end(114)],
      ]),
    );
  };
  const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET');

  it('blocks plan and run, with exit code 4 and no change', async () => {
    await startMarked();
    for (const args of [['plan', ...roll], roll]) {
      const { exitCode, stdout } = await site.run(args);
      expect(exitCode).toBe(4);
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
        /Protection: this machine only .*block rolled-elsewhere: sig-1 is being rolled from another machine.* They end at .*Runbook: docs\/runbooks\/rolled-elsewhere.md/,
      );
    }
    expect(changes()).toEqual([]);
  }, 180_000);

  it('is taken over by name and with a reason, which the summary has', async () => {
    await startMarked();
    const { exitCode, stdout } = await site.run([...roll, '--override', 'rolled-elsewhere=that laptop is dead']);
    expect([exitCode, site.requested()]).toEqual([0, ['ssi-1']]);
    expect(stdout).toContain('Overridden: rolled-elsewhere (that laptop is dead)');
    expect([...site.simulator.cloud.group('sig-1').suspensions.keys()]).toEqual([]);
  }, 180_000);
});
