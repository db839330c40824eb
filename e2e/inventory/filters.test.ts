import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hostsIn, type InventorySite, startInventorySite } from './site.ts';

const tagged = (region: string, role: string) => ({
  region,
  compute: { launchSpecification: { tags: [{ tagKey: 'role', tagValue: role }] } },
});

let site: InventorySite;
beforeAll(async () => {
  site = await startInventorySite({
    groups: [
      {
        id: 'sig-1',
        name: 'kafka-a',
        image: 'ami-2',
        instances: [
          { privateIp: '10.0.1.1', imageId: 'ami-1' },
          { privateIp: '10.0.1.2', imageId: 'ami-2' },
        ],
        group: tagged('us-east-1', 'broker'),
      },
      {
        id: 'sig-2',
        name: 'kafka-b',
        instances: [{ privateIp: '10.0.2.1' }, { privateIp: '10.0.2.2', state: 'PAUSED' }],
        group: tagged('us-west-2', 'broker'),
      },
      { id: 'sig-3', name: 'web', instances: [{ privateIp: '10.0.3.1' }], group: tagged('us-east-1', 'front') },
    ],
  });
});
afterAll(() => site.stop());

const uncached = { cache_ttl: '0' };
const list = 'GET /aws/ec2/group';
const group = (id: string) => `${list}/${id}`;
const instances = (id: string) => `${list}/${id}/statefulInstance`;

describe('filters', () => {
  it.each([
    [{ filters: { name: 'kafka-*' } }, ['10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.2.2'], [list, 'sig-1', 'sig-2']],
    [{ filters: { 'tag:role': ['front', 'brok*'], name: 'web' } }, ['10.0.3.1'], [list, 'sig-3']],
    [{ filters: { name: 'kafka-*', region: 'us-west-2' } }, ['10.0.2.1', '10.0.2.2'], [list, 'sig-2']],
    [{ regions: ['us-west-2'] }, ['10.0.2.1', '10.0.2.2'], [list, 'sig-2']],
    [{ filters: { state: 'PAUSED' } }, ['10.0.2.2'], [list, 'sig-1', 'sig-2', 'sig-3']],
    [{ filters: { image_drift: true } }, ['10.0.1.1'], [list, 'sig-1', 'sig-2', 'sig-3']],
    [
      { filters: { name: 'web' }, include_filters: [{ name: '*-b' }] },
      ['10.0.2.1', '10.0.2.2', '10.0.3.1'],
      [list, 'sig-2', 'sig-3'],
    ],
    [{ exclude_filters: [{ name: 'kafka-*' }, { state: 'PAUSED' }] }, ['10.0.3.1'], [list, 'sig-3']],
  ])('%j list %j, and ask no more than %j', async (settings, hosts, asked) => {
    const answer = await site.ask({ ...uncached, ...settings });
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(hostsIn(answer)).toEqual(hosts);
    expect(answer.calls).toEqual(asked.map((one) => (one === list ? list : instances(one))));
  });

  it('that match no group are reported', async () => {
    const answer = await site.ask({ ...uncached, filters: { name: ['web', 'nothing*'] }, regions: ['us-wset-2'] });
    expect(answer).toMatchObject({ exitCode: 0, calls: [list] });
    expect(hostsIn(answer)).toEqual([]);
    expect(answer.stderr).toBe(
      'esg-inventory: WARNING: no stateful group matches these values of regions and filters: region "us-wset-2", name "nothing*"',
    );
  });

  it('that name only ids read those groups alone', async () => {
    const answer = await site.ask({
      ...uncached,
      include_filters: [{ id: 'sig-1' }, { id: ['sig-3'], state: 'ACTIVE' }],
    });
    expect(hostsIn(answer)).toEqual(['10.0.1.1', '10.0.1.2', '10.0.3.1']);
    expect(answer.calls).toEqual([group('sig-1'), instances('sig-1'), group('sig-3'), instances('sig-3')]);
  });

  it.each([
    [{ filters: { id: 'sig-9' } }, 'sig-9'],
    [{ filters: { id: 'sig-9' }, include_filters: [{ name: 'web' }] }, 'sig-9'],
    [{ filters: { nam: 'web' } }, 'Did you mean "name"?'],
  ])('%j are refused: %s', async (settings, words) => {
    const { exitCode, stdout, stderr } = await site.ask({ ...uncached, ...settings });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('do not cut a cluster in a roll', async () => {
    const settings = {
      ...uncached,
      filters: { name: 'web' },
      exclude_filters: [{ image_drift: true }],
      regions: ['x'],
    };
    const answer = await site.ask(settings, { env: { ESG_RECYCLER_ONLY: 'sig-1' } });
    expect(hostsIn(answer)).toEqual(['10.0.1.1', '10.0.1.2']);
  });
});

describe('what is wanted besides', () => {
  it('is health, at one call for each group with instances', async () => {
    const answer = await site.ask({ ...uncached, want_instance_health: true, filters: { region: 'us-west-2' } });
    const { hostvars } = JSON.parse(answer.stdout)._meta;
    expect(hostvars['10.0.2.1']).toMatchObject({ spotinst_healthStatus: 'HEALTHY' });
    expect(hostvars['10.0.2.2']).toMatchObject({ spotinst_healthStatus: null });
    expect(answer.calls).toEqual([list, `${group('sig-2')}/instanceHealthiness`, instances('sig-2')]);
  });

  it('is not asked of a group of which nothing is meant', async () => {
    const settings = { ...uncached, want_status: true, want_instance_health: true, filters: { state: 'ERROR' } };
    expect((await site.ask(settings)).calls).toEqual([
      list,
      instances('sig-1'),
      instances('sig-2'),
      instances('sig-3'),
    ]);
  });

  it('is a prefix and a suffix', async () => {
    const answer = await site.ask({ hostvars_prefix: 'esg_', hostvars_suffix: '_x', filters: { id: 'sig-3' } });
    expect(JSON.parse(answer.stdout)._meta.hostvars['10.0.3.1']).toMatchObject({ esg_esg_id_x: 'sig-3' });
  });
});

describe('the table', () => {
  it('is sorted, without color outside a terminal, and takes globs with --esg', async () => {
    const { stdout, exitCode } = await site.ask(
      {},
      { args: ['--table', '--esg', 'kafka-*'], env: { FORCE_COLOR: '1' } },
    );
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^CLUSTER +GROUP +NAME +INSTANCE +STATE +IMAGE +TARGET +DRIFT +AGE +ADDRESS$/);
    expect(lines[1]).toMatch(/^sig-1 +sig-1 +kafka-a +ssi-\w+ +ACTIVE +ami-1 +ami-2 +yes +\d+d +10\.0\.1\.1$/);
    expect(lines.at(-1)).toBe('4 instances in 2 groups of 2 clusters: 1 with drift, 1 not ACTIVE');
    expect(lines).toHaveLength(6);
  });

  it('has color on a terminal, unless NO_COLOR is set', async () => {
    const drifted = '\u001B[33myes\u001B[39m';
    expect(await site.watch(['--table'])).toContain(drifted);
    const plain = await site.watch(['--table'], { NO_COLOR: '1' });
    expect(plain).toContain('1 with drift');
    expect(plain).not.toContain('\u001B[');
  });

  it('is not JSON', async () => {
    const { exitCode, stdout } = await site.ask({}, { args: ['--table', '--json'] });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.objectContaining({ code: 'usage', exitCode: 2 }) });
  });
});
