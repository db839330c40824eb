import { describe } from '@jest/globals';
import { idOf, view, type Nodes, after, complete, createItFinds } from '../test-support/snapshots.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

describe('caught-up', () => {
  const at = (applied: number) => view({ later: { leader: idOf('c'), term: '2', applied } });
  const behind = (name: string, count: number) =>
    `block: ${name} is ${count} log entries behind the leader (${5000 - count} of 5000 applied); the limit is 1000`;
  itFinds('D3', [
    ['all members are caught up', complete, []],
    [
      'another member was behind and caught up during the check',
      { ...complete, b: view({ applied: 0, later: { leader: idOf('c'), term: '2', applied: 6000 } }) },
      [],
    ],
    ['another member is 1000 entries behind', { ...complete, b: at(4000) }, []],
    ['another member is 1001 entries behind', { ...complete, b: at(3999) }, [behind('b', 1001)]],
    ['the leaving node is far behind', { ...complete, a: at(10) }, []],
    ['the node is still catching up after the recycle', { ...complete, a: at(10) }, [behind('a', 4990)], after],
    [
      'the leaving node is the leader',
      {
        a: view({ leader: idOf('a') }),
        b: view({ leader: idOf('a'), later: { leader: idOf('a'), term: '2', applied: 1 } }),
      },
      [behind('b', 4999)],
    ],
  ]);
});

describe('no-alarm and not-corrupt', () => {
  const alarmed = (type: string, member?: string): Nodes => ({ ...complete, b: view({ alarms: [{ type, member }] }) });
  itFinds('D7', [
    ['no alarm', complete, []],
    ['no space', alarmed('NOSPACE', idOf('c')), ['lasting: The alarm NOSPACE is raised on c']],
    ['no space, without a member', alarmed('NOSPACE'), ['lasting: The alarm NOSPACE is raised on the cluster']],
    [
      'an alarm type that this version does not know',
      alarmed('SLOW'),
      ['lasting: The alarm SLOW is raised on the cluster'],
    ],
    ['corrupt is reported by another rule', alarmed('CORRUPT'), []],
    [
      'several members report the same alarm',
      { ...alarmed('NOSPACE'), c: view({ alarms: [{ type: 'NOSPACE', member: undefined }] }) },
      ['lasting: The alarm NOSPACE is raised on the cluster'],
      after,
    ],
  ]);
  itFinds('D8', [
    ['no space is reported by another rule', alarmed('NOSPACE'), []],
    ['corrupt', alarmed('CORRUPT', idOf('a')), ['lasting: The data of a is corrupt (alarm CORRUPT)']],
  ]);
});
