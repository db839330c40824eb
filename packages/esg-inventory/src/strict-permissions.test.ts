import { describe, expect, it } from '@jest/globals';
import type { InventoryRequest } from './inventory-request.ts';
import { hostsIn, read, scene } from './test-support/two-accounts.ts';

type RequestOfTest = Partial<InventoryRequest> & { filter?: string };

describe('a refused call', () => {
  it.each([
    ['an account', 'act-2 /aws/ec2/group', /account act-2/, {}],
    ['a named group', 'act-1 /aws/ec2/group/sig-2/statefulInstance', /sig-2/, { selectors: ['zookeeper'] }],
    ['a group of a roll', 'act-1 /aws/ec2/group/sig-2/instanceHealthiness', /sig-2/, { only: ['sig-1', 'sig-2'] }],
    ['a group that a filter names', 'act-1 /aws/ec2/group/sig-2/statefulInstance', /sig-2/, { filter: 'sig-2' }],
  ])('(403) is an error for %s', async (_, call, message, { filter: id, ...request }: RequestOfTest) => {
    scene.refusals[call] = 403;
    const filters = id === undefined ? {} : { include_filters: [{ id }, { name: 'solr' }] };
    await expect(read({ want_instance_health: true, ...filters }, [], request)).rejects.toMatchObject({
      code: 'spot-forbidden',
      exitCode: 5,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['act-2 /aws/ec2/group', ['10.0.0.1', '10.0.0.2'], /account act-2 is left out, with all its groups/],
    ['act-1 /aws/ec2/group/sig-2/statefulInstance', ['10.0.0.1', '10.0.0.3'], /group sig-2 is left out/],
    [
      'act-1 /aws/ec2/group/sig-2/status',
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
      /the status of group sig-2 is left out/,
    ],
  ])('(403 for %s) leaves data out with a warning without strict_permissions', async (call, hosts, warning) => {
    scene.refusals[call] = 403;
    expect(hostsIn(await read({ strict_permissions: false, want_status: true }))).toEqual(hosts);
    expect(scene.warned).toEqual([expect.stringMatching(warning)]);
    expect(scene.warned[0]).toMatch(/^WARNING: /);
  });

  it('leaves out a group that is read on its own', async () => {
    scene.refusals['act-2 /aws/ec2/group/sig-3'] = 403;
    const settings = { filters: { id: ['sig-1', 'sig-3'] } };
    await expect(read(settings)).rejects.toMatchObject({ code: 'spot-forbidden' });
    expect(hostsIn(await read({ ...settings, strict_permissions: false }))).toEqual(['10.0.0.1']);
    expect(scene.warned).toEqual([expect.stringContaining('group sig-3 is not searched in account act-2')]);
  });

  it('does not include a wrong token, which stays an error', async () => {
    scene.refusals['act-1 /aws/ec2/group/sig-2/statefulInstance'] = 401;
    await expect(read({ strict_permissions: false })).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('sig-2'),
    });
  });
});
