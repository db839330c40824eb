import { describe, expect, it } from '@jest/globals';
import { listAccountGroups, selectGroup } from './account-groups.ts';
import { group } from './group.ts';
import { createSpotClient } from './spot-client.ts';
import { envelope, startLoopback, success } from './test-support/loopback.ts';

const entry = (accountId: string, id: string, name: string) => ({ accountId, group: group.parse({ id, name }) });

const groups = [
  entry('act-1', 'sig-1', 'kafka prod'),
  entry('act-1', 'sig-2', 'zookeeper'),
  entry('act-2', 'sig-3', 'zookeeper'),
  entry('act-2', 'sig-4', 'sig-1'),
];

describe('the groups of several accounts', () => {
  const unreadable = { id: 'sig-broken', name: 'broken', strategy: [] };

  it('are complete with unreadable ones, or an error that names the account', async () => {
    const server = await startLoopback((response, { query }) => {
      const { accountId } = query;
      if (accountId !== 'act-3') response.end(success([{ id: `sig-of-${accountId}`, name: 'n' }, unreadable]));
      else response.writeHead(401).end(envelope({ status: { code: 401, message: 'Unauthorized' } }));
    });
    const clientOf = (accountId: string) => createSpotClient({ apiUrl: server.url, token: 'secret', accountId });
    const found = await listAccountGroups([clientOf('act-1'), clientOf('act-2')]);
    expect(found.map(({ accountId, group: { id } }) => [accountId, id])).toEqual([
      ['act-1', 'sig-of-act-1'],
      ['act-1', 'sig-broken'],
      ['act-2', 'sig-of-act-2'],
      ['act-2', 'sig-broken'],
    ]);
    await expect(listAccountGroups([clientOf('act-1'), clientOf('act-3')])).rejects.toThrow('account act-3');
  });
});

describe('a group selected by the user', () => {
  it.each([
    ['sig-2', 'sig-2'],
    ['kafka prod', 'sig-1'],
    ['sig-1', 'sig-1'],
  ])('%s is %s', (idOrName, id) => {
    expect(selectGroup(groups, idOrName).group.id).toBe(id);
  });

  it('is refused with the ids when several have that name', () => {
    expect(() => selectGroup(groups, 'zookeeper')).toThrow(
      expect.objectContaining({
        code: 'group-ambiguous',
        exitCode: 2,
        message: expect.stringContaining('sig-2 (act-1), sig-3 (act-2)'),
      }),
    );
  });

  it('is refused with the existing names when there is none', () => {
    expect(() => selectGroup(groups, 'kafka-prod')).toThrow(
      expect.objectContaining({
        code: 'group-unknown',
        exitCode: 2,
        hint: 'Known: kafka prod, sig-1, zookeeper. Did you mean "kafka prod"?',
      }),
    );
    expect(() => selectGroup([], 'kafka')).toThrow(expect.objectContaining({ hint: 'The account has no groups.' }));
  });
});
