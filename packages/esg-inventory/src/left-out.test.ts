import { afterEach, describe, expect, it } from '@jest/globals';
import { accounts, hostsIn, read, scene } from './test-support/two-accounts.ts';

describe('a group that the user did not name', () => {
  const instances = 'act-1 /aws/ec2/group/sig-2/statefulInstance';
  const persistence = { strategy: { persistence: [] } };
  afterEach(() => {
    accounts['act-2']!.splice(1);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'is forbidden',
      () => (scene.refusals[instances] = 403),
      /is left out: .*sig-2.* the token does not have this permission/,
    ],
    [
      'was deleted',
      () => (scene.refusals[instances] = 400),
      /is left out because it was deleted after it was listed: /,
    ],
    [
      'has an invalid instance',
      () => (scene.instancesOf['sig-2'] = [{ id: 'ssi-2', state: 7 }]),
      /is left out: .*ssi-2: state: /,
    ],
    [
      'has an invalid address',
      () => (scene.instancesOf['sig-2'] = [{ id: 'ssi-2', state: 'ACTIVE', privateIp: 'localhost' }]),
      /is left out: .*privateIp is not an IP address/,
    ],
  ])('is left out, with a warning, when it %s', async (_, make, warning) => {
    make();
    expect(hostsIn(await read())).toEqual(['10.0.0.1', '10.0.0.3']);
    expect(scene.warned).toEqual([expect.stringMatching(/^WARNING: group sig-2 \("zookeeper"\) /)]);
    expect(scene.warned[0]).toMatch(warning);
  });

  it('is left out when its entry is unreadable, and an error when named', async () => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web\u001B[31m', region: 'us-east-1', ...persistence });
    expect(hostsIn(await read())).toHaveLength(3);
    expect(scene.warned).toEqual([
      expect.stringMatching(
        /^WARNING: group sig-9 \("web \[31m"\) is left out: .*account act-2.*: strategy\.persistence: /,
      ),
    ]);
    for (const request of [{ selectors: ['sig-9'] }, { selectors: ['sig-1', 'web*'] }, { only: ['sig-9'] }])
      await expect(read({}, [], request)).rejects.toThrow(/sig-9.* strategy\.persistence: /);
  });

  it.each([
    [{ exclude_filters: [{ id: 'sig-9' }] }, 0],
    [{ regions: ['us-east-1'] }, 0],
    [{ filters: { 'tag:Env': 'prod' } }, 1],
  ])('and is unreadable is reported when %j can match it', async (settings, warnings) => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web', region: 'eu-west-1', ...persistence });
    await read(settings);
    expect(scene.warned.filter((line) => line.includes('sig-9'))).toHaveLength(warnings);
  });

  it('has no effect when another group is named', async () => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web', ...persistence });
    scene.refusals[instances] = 403;
    expect(hostsIn(await read({}, [], { selectors: ['kafka'] }))).toEqual(['10.0.0.1']);
    expect(scene.warned).toEqual([]);
  });

  it('is an error when no group is left, unless all were deleted', async () => {
    for (const id of ['1', '2', '3'])
      scene.refusals[`act-${id === '3' ? 2 : 1} /aws/ec2/group/sig-${id}/statefulInstance`] = 403;
    await expect(read()).rejects.toMatchObject({ code: 'spot-forbidden', exitCode: 5 });
    for (const call of Object.keys(scene.refusals)) scene.refusals[call] = 400;
    expect(hostsIn(await read())).toEqual([]);
    expect(scene.warned).toHaveLength(3);
  });
});
