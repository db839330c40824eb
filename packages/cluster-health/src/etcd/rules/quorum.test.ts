import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { etcd } from '../index.ts';
import {
  idOf,
  memberOf,
  membersOf,
  type ViewFields,
  view,
  down,
  leaderless,
  snapshotOf,
  after,
  complete,
  ask,
  createItFinds,
} from '../test-support/snapshots.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

describe('one-leader', () => {
  const other = (fields: ViewFields = {}) => view({ leader: idOf('b'), ...fields });
  itFinds('D2', [
    ['all members report the same leader', complete, []],
    ['the leaving node is partitioned and reports another leader', { ...complete, a: other() }, []],
    [
      'the node reports another leader after the recycle',
      { ...complete, a: other() },
      ['block: The members report different leaders: 62 at term 2, 63 at term 2'],
      after,
    ],
    [
      'another member reports an older term',
      { ...complete, b: view({ term: '1' }) },
      ['block: The members report different leaders: 63 at term 1, 63 at term 2'],
    ],
    [
      'the leader changed during the check',
      { ...complete, b: view({ later: { leader: idOf('b'), term: '3', applied: 5000 } }) },
      ['block: The leader changed during the check: from 63 at term 2 to 62 at term 3'],
    ],
    [
      'the leader was lost during the check',
      { ...complete, b: view({ later: { leader: undefined, term: '3', applied: 5000 } }) },
      ['block: The leader changed during the check: from 63 at term 2 to none at term 3'],
    ],
    [
      'a member stopped responding during the check',
      { ...complete, b: view({ later: down }) },
      [`block: b did not respond when its leader was read again: ${down.why}`],
    ],
    ['a member that is down is reported by another rule', { ...complete, b: down }, []],
    [
      'the leader is unlisted',
      { a: view(), b: view() },
      ['block: The leader 63 is not one of the listed nodes'],
      {},
      membersOf('a', 'b', 'c'),
    ],
    ['no member has a leader', { a: down, b: leaderless }, []],
  ]);
});

describe('quorum-remains', () => {
  const lost = (voters: number, needed: number) =>
    `lasting: Without a, ${voters - 1} of ${voters} voting members remain; a quorum needs ${needed}`;
  const unseen = (seen: string, needed: number, who: string) =>
    `Without a, ${seen} voting members are serving; a quorum needs ${needed} (not serving: ${who})`;
  const learner = (name: string) => memberOf(name, { isLearner: true });
  itFinds('D6', [
    ['three members: two remain', complete, []],
    ['three members: the leaving node is down', { ...complete, a: down }, []],
    ['one member', { a: view({ leader: idOf('a') }) }, [lost(1, 1)]],
    ['one member that is down', { a: down }, [lost(1, 1)]],
    ['two members', { a: view(), c: view() }, [lost(2, 2)]],
    ['two members: the leaving node is down', { a: down, b: leaderless }, [lost(2, 2)]],
    ['two voting members and a learner', complete, [lost(2, 2)], {}, [memberOf('a'), learner('b'), memberOf('c')]],
    ['two voting members: the learner leaves', complete, [], {}, [learner('a'), memberOf('b'), memberOf('c')]],
    ['three members: the node was removed', { ...complete, a: down }, [], {}, membersOf('b', 'c')],
    [
      'four members: three remain',
      { ...complete, d: view() },
      ['warn: The cluster has 4 voting members, which tolerate no more failures than 3'],
    ],
    [
      'three members and an unlisted one, which may be dead and not removed',
      complete,
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    [
      'three members and one that never started',
      complete,
      [`lasting: ${unseen('2 of 4', 3, '64 (http://d:2380, never started)')}`],
      {},
      [...membersOf('a', 'b', 'c'), memberOf('d', { name: '' })],
    ],
    ['four listed members: another is down', { ...complete, d: down }, [`block: ${unseen('2 of 4', 3, 'd (64)')}`]],
    [
      'the unreachable node may be the unlisted member',
      { ...complete, a: down },
      [`block: ${unseen('2 of 4', 3, 'a (61), d (64)')}`],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c', 'd')],
    ],
    ['five members, one of them unlisted', { ...complete, d: view() }, [], {}, membersOf('a', 'b', 'c', 'd', 'e')],
    [
      'two addresses belong to one member',
      { ...complete, d: view({ id: idOf('c') }) },
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    ['a learner among the serving members', complete, [lost(2, 2)], {}, [memberOf('a'), memberOf('b'), learner('c')]],
    ['no member responds', { a: down, b: down, c: down }, []],
    ['two members after the recycle', { a: view(), c: view() }, [], after],
  ]);
});

it('lets the failed one of two members go once the outage is accepted', () => {
  const nodes = { a: down, b: leaderless };
  const judged = (...overrides: [string, string][]) =>
    judge(etcd, snapshotOf(nodes), ask(nodes, { due: ['a', 'b'] }), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
  expect(judged(['quorum-remains', 'two only'])).toMatchObject({ safe: true, outage: true });
});
