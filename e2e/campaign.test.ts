import { afterEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { startTerminal } from './support/terminal.ts';

interface Result {
  cluster: string;
  result: string;
  recycled?: number;
  error?: { code: string };
}
interface Report {
  outcome: string;
  waves: { name: string; outcome: string; clusters: Result[] }[];
}

const accounts = { 'act-1': 'token-a', 'act-2': 'token-b' };
const group = (number: number, name: string, account: keyof typeof accounts, isTest = false) => ({
  id: `sig-${number}`,
  name,
  account,
  image: 'ami-new',
  instances: [{ id: `ssi-${number}`, privateIp: `127.0.1.${200 + number}`, imageId: 'ami-old' }],
  group: { compute: { launchSpecification: { tags: [{ tagKey: 'env', tagValue: isTest ? 'test' : 'prod' }] } } },
});
const groups = [
  group(1, 'kafka-test', 'act-1', true),
  group(2, 'search-test', 'act-2', true),
  group(3, 'kafka-a', 'act-1'),
  group(4, 'kafka-b', 'act-1'),
  group(5, 'search-a', 'act-2'),
  group(6, 'search-b', 'act-2'),
];
const file = `
name: patch
accounts:
  - { account: act-1, token_env: TOKEN_A }
  - { account: act-2, token_env: TOKEN_B }
waves:
  - { name: canary, groups: ['*'], tags: { env: test } }
  - { name: production, groups: ['kafka-*', 'search-*'] }
at_once: 2
options: { timeout: 60s, poll_interval: 50ms }
`;
const tokens = { TOKEN_A: accounts['act-1'], TOKEN_B: accounts['act-2'] };

let site: RollSite;
afterEach(() => site.stop());

const open = async (durationMs = 200, some = groups): Promise<void> => {
  const organizations = Object.entries(accounts).map(([account, token]) => ({ accounts: [account], tokens: [token] }));
  site = await startRollSite({ organizations, groups: some, recycling: { durationMs } });
  site.write('patch.yml', file);
};
const campaign = (...args: string[]) => site.startUnconfirmed(['campaign', ...args], tokens);
const resultsOf = ({ waves }: Report): string[] =>
  waves.flatMap(({ clusters }) => clusters.map(({ cluster, result }) => `${cluster} ${result}`));
const isOut = (ssi: string) => (): boolean =>
  site.simulator.log.some((event) => event.ssi === ssi && event.state === 'RECYCLING');

describe('a campaign', () => {
  it('rolls two waves over two accounts, stops at a failure, and continues', async () => {
    await open();
    site.simulator.cloud.setRecycling('sig-3', { imageAfter: 'ami-old' });

    const first = await campaign('patch.yml', '--yes', '--json');
    const report = JSON.parse(first.stdout) as Report;
    expect(first.exitCode).toBe(1);
    expect(report).toMatchObject({
      outcome: 'failed',
      waves: [
        { name: 'canary', outcome: 'passed' },
        { name: 'production', outcome: 'failed' },
      ],
    });
    expect(resultsOf(report)).toEqual([
      'kafka-test done',
      'search-test done',
      'kafka-a failed',
      expect.stringMatching(/^kafka-b (done|not-started)$/),
      expect.stringMatching(/^search-a (done|not-started)$/),
      'search-b not-started',
    ]);
    expect(site.requested().slice(0, 2).toSorted()).toEqual(['ssi-1', 'ssi-2']);

    const failed = await campaign('status', 'patch.yml');
    expect(failed.stdout).toMatch(/canary +kafka-test +act-1 +done/);
    expect(failed.stdout).toMatch(/production +kafka-a +act-1 +failed /);

    site.simulator.cloud.setRecycling('sig-3', { imageAfter: null });
    const second = await campaign('patch.yml', '--yes');
    expect(second.stdout).toMatch(/^Campaign patch: done in \S+: \d done, \d nothing due$/m);
    expect(second.exitCode).toBe(0);
    expect(groups.map(({ instances: [one] }) => site.simulator.cloud.instance(one!.id).imageId)).toEqual(
      groups.map(() => 'ami-new'),
    );
    const once = site.requested().filter((ssi) => ssi !== 'ssi-3');
    expect(once.toSorted()).toEqual(['ssi-1', 'ssi-2', 'ssi-4', 'ssi-5', 'ssi-6']);
    expect(site.simulator.maxOut()).toBeLessThanOrEqual(2);
  }, 300_000);

  it('finishes the instances in progress after SIGTERM, and continues', async () => {
    await open(3000);
    const running = campaign('patch.yml', '--yes', '--json');
    await site.simulator.waitFor(isOut('ssi-1'), 100_000);
    // The kill of execa also sends SIGKILL, after five seconds.
    process.kill(running.pid!, 'SIGTERM');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'stopped' });
    expect(site.simulator.cloud.instance('ssi-1')).toMatchObject({ state: 'ACTIVE', imageId: 'ami-new' });
    expect(site.processes()).toEqual([]);

    const plan = await campaign('plan', 'patch.yml');
    expect(plan.stdout).toMatch(/canary +kafka-test +act-1 +done/);
    expect(plan.stdout).toMatch(/production +kafka-a +act-1 +due/);
  });

  it('asks on a terminal, and finishes the instances in progress after Ctrl-C', async () => {
    await open(3000);
    Object.assign(site.environment, tokens);
    const terminal = startTerminal(site, ['campaign', 'patch.yml']);
    await terminal.untilShown('Recycle 6 instances in 6 clusters, wave by wave? [y/N]');
    terminal.type('y\n');
    await site.simulator.waitFor(isOut('ssi-1'), 100_000);
    terminal.type('\u0003');
    await terminal.untilShown('Stopping: instances in progress are finished, and no other starts');
    expect(await terminal.exited).toBe(130);
    expect(terminal.shown()).toContain('Campaign patch: stopped on request');
    expect(site.simulator.cloud.instance('ssi-1')).toMatchObject({ state: 'ACTIVE', imageId: 'ami-new' });
    expect(site.processes()).toEqual([]);
  });

  it('reports a cluster that another process rolls as held, and starts no later wave', async () => {
    await open();
    site.simulator.cloud.setRecycling('sig-1', { outcome: 'stuck' });
    const env = { ...tokens, SPOTINST_API_TOKEN: tokens.TOKEN_A, SPOTINST_ACCOUNT_ID: 'act-1' };
    const other = site.start(['--esg', 'sig-1', '--poll-interval', '50ms', '--timeout', '5m'], env);
    await site.simulator.waitFor(isOut('ssi-1'), 100_000);

    const status = await campaign('status', 'patch.yml', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      waves: [{ clusters: [{ cluster: 'kafka-test', state: 'rolling' }, { state: 'due' }] }, {}],
    });
    const { exitCode, stdout } = await campaign('patch.yml', '--yes', '--json');
    const report = JSON.parse(stdout) as Report;
    expect(resultsOf(report).slice(0, 3)).toEqual(['kafka-test held', 'search-test done', 'kafka-a not-started']);
    expect(report.waves[0]?.clusters[0]?.error?.code).toBe('lease-held');
    expect(exitCode).toBe(1);

    const launched = { instanceId: 'i-new', imageId: 'ami-new', launchedAt: Date.now() };
    site.simulator.cloud.change('ssi-1', { ...launched, state: 'ACTIVE' });
    expect((await other).exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(['ssi-1', 'ssi-2']);
  }, 300_000);

  it('reports a run that was killed, and continues with its cluster', async () => {
    const some = groups.slice(0, 3);
    await open(3000, some);
    const running = campaign('patch.yml', '--yes', '--json');
    await site.simulator.waitFor(isOut('ssi-1'), 100_000);
    const run = site.processes().find(({ arguments: text }) => /recycle-runner\S* run --cluster sig-1 /.test(text));
    process.kill(run!.pid, 'SIGKILL');
    const { exitCode, stdout } = await running;
    const report = JSON.parse(stdout) as Report;
    expect(resultsOf(report).slice(0, 3)).toEqual(['kafka-test failed', 'search-test done', 'kafka-a not-started']);
    expect(report.waves[0]?.clusters[0]?.error?.code).toBe('run-killed');
    expect(exitCode).toBe(1);

    const again = await campaign('patch.yml', '--yes');
    expect(again.stdout).toMatch(/^Campaign patch: done in \S+: 2 done, 1 nothing due$/m);
    expect(again.exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(some.map(({ instances: [one] }) => one!.id));
  });

  it('changes nothing without --yes and without a terminal', async () => {
    await open();
    const { exitCode, stdout, stderr } = await campaign('patch.yml');
    expect(stdout).toContain('Campaign patch: 6 due; 6 instances to recycle');
    expect(stderr).toMatch(/--yes is missing/);
    expect(exitCode).toBe(2);
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('plans everything off its image with one request per account and group', async () => {
    await open();
    site.simulator.cloud.updateGroup('sig-6', { compute: { launchSpecification: { imageId: 'ami-old' } } });
    const { exitCode, stdout } = await campaign('plan', '--all', 'patch.yml');
    expect(stdout).toContain('All clusters off their image: 5 due; 5 instances to recycle');
    expect(exitCode).toBe(0);
    expect(site.simulator.requests).toHaveLength(2 + 6);
  });

  it('suggests a campaign file when a plan of everything has no token', async () => {
    await open();
    const unset = { SPOTINST_API_TOKEN: '', SPOTINST_TOKEN: '' };
    const { exitCode, stderr } = await site.startUnconfirmed(['campaign', 'plan', '--all'], unset);
    expect(stderr).toMatch(/\(setting-missing\): .*\n.* campaign file: .*recycle-runner campaign plan .*--all FILE/);
    expect(exitCode).toBe(2);
  });

  it('names the entry of the account whose token Spot rejects', async () => {
    await open();
    const { exitCode, stderr } = await site.startUnconfirmed(['campaign', 'plan', 'patch.yml'], {
      ...tokens,
      TOKEN_B: accounts['act-1'],
    });
    expect(stderr).toMatch(/\(spot-unauthorized\): patch\.yml: accounts\[1\]: .*act-2.*\n {2}Check TOKEN_B,/);
    expect(exitCode).toBe(5);
  });
});
