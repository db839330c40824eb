import { describe, expect, it } from '@jest/globals';
import { rules } from './index.ts';
import {
  createItFinds,
  follower,
  leader,
  alone,
  down,
  needsTls,
  unasked,
  idle,
  configured,
  lines,
  snapshotOf,
  ask,
  after,
  complete,
  type Members,
} from '../test-support/ensembles.ts';

const itFinds = createItFinds(rules);

describe('one-leader', () => {
  const leadsSilently =
    'must be the leader, because all other voters follow, but it serves no clients (leaderServes=no) and its state cannot be read';
  itFinds('Z5', [
    ['passes if one member leads', complete, []],
    ['passes if the node itself leads', { a: leader(2), b: follower(), c: follower() }, []],
    ['passes if the node is down', { ...complete, a: down }, []],
    [
      'fails if nobody leads',
      { a: down, b: follower(), c: follower() },
      ['block: No member reports that it leads the ensemble; unknown for a'],
    ],
    [
      'fails if the leader cannot be queried',
      { ...complete, c: down },
      ['block: No member reports that it leads the ensemble; unknown for c'],
    ],
    [
      'fails if two members report that they lead',
      { ...complete, b: leader(1) },
      ['block: More than one member reports that it leads: b, c'],
    ],
    [
      'fails if the node also reports that it leads',
      { ...complete, a: leader(1) },
      ['block: More than one member reports that it leads: a, c'],
    ],
    [
      'fails if leadership moves during the check',
      { ...complete, b: follower({ modeAfter: 'leader' }), c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved during the check: from c to b'],
    ],
    [
      'fails if the leader is lost during the check',
      { ...complete, c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved during the check: from c to nobody'],
    ],
    [
      'fails if a second leader appears during the check',
      { ...complete, b: follower({ modeAfter: 'leader' }) },
      ['block: Leadership moved during the check: from c to b, c'],
    ],
    [
      'reports a leader that serves no clients as lasting',
      { a: follower(), b: follower(), c: idle },
      [`lasting: c ${leadsSilently}`],
    ],
    [
      'reports a leaving leader that serves no clients as lasting',
      { a: idle, b: follower(), c: follower() },
      [`lasting: a ${leadsSilently}`],
    ],
    [
      'waits if a member stops following during the check',
      { a: follower(), b: follower({ modeAfter: undefined }), c: idle },
      ['block: No member reports that it leads the ensemble; unknown for c'],
    ],
    [
      'waits if a missing voter may lead',
      configured(lines(1, 2, 3, 4, 5), { a: follower(), b: follower(), c: idle, d: follower() }),
      ['block: No member reports that it leads the ensemble; unknown for c'],
    ],
    [
      'passes if the AdminServer reports a leader that serves no clients',
      { ...complete, c: leader(2, { leadsOnly: true }) },
      [],
    ],
    ['passes for a single server', { a: alone }, [], after],
    ['passes if one of two servers is down and is recycled', { a: down, b: idle }, []],
    [
      'fails if none of two servers can be queried',
      { a: down, b: down },
      ['block: No member reports that it leads the ensemble; unknown for a, b'],
    ],
    [
      'fails after the recycle if two servers have no leader',
      { a: down, b: idle },
      ['block: No member reports that it leads the ensemble; unknown for a, b'],
      after,
    ],
    [
      'fails if two of three servers have no leader',
      { a: down, b: idle, c: idle },
      ['block: No member reports that it leads the ensemble; unknown for a, b, c'],
    ],
  ]);

  it.each([
    ['no member can be queried', { a: needsTls, b: needsTls }],
    ['one member cannot be queried', { a: follower(), b: follower(), c: unasked }],
  ])('does not suggest an unlisted leader if %s', (_, members: Members) => {
    const [found] = rules.find(({ id }) => id === 'Z5')!.judge(snapshotOf(members), ask(members));
    expect(found!.hint).toMatch(/^A member that cannot be queried may be the leader\./);
  });

  it('suggests to list the leader if it is not listed', () => {
    const members = { a: follower(), b: follower() };
    const found = rules.find(({ id }) => id === 'Z5')!.judge(snapshotOf(members), ask(members));
    expect(found).toMatchObject([{ hint: expect.stringContaining('only while a listed server leads') }]);
  });
});
