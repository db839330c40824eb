import { describe, expect, it } from '@jest/globals';
import { describeVotes, parseConfiguration, votersOf } from './configuration.ts';
import { isQuorum } from './quorum.ts';

/** /zookeeper/config of ZooKeeper 3.9.5. */
const weighted = `server.1=127.0.21.1:2888:3888:participant
server.2=127.0.21.2:2888:3888:participant
server.3=127.0.21.3:2888:3888:observer
server.4=127.0.21.4:2888:3888:participant;0.0.0.0:2181
group.1=1:2:4
weight.1=10
weight.2=1
weight.4=0
version=0`;

describe('parseConfiguration', () => {
  it('reads servers, groups, weights and version', () => {
    const configuration = parseConfiguration(weighted)!;
    expect(configuration.servers.get(4)).toEqual({ isParticipant: true, hosts: ['127.0.21.4'] });
    expect(votersOf(configuration)).toEqual([1, 2, 4]);
    expect(describeVotes(configuration)).toBe(
      'server.1 (group 1, weight 10), server.2 (group 1, weight 1), server.4 (group 1, weight 0)',
    );
    expect(configuration.version).toBe('0');
  });

  it.each<[string, string, string[], boolean]>([
    ['an IPv6 address', '[2001:db8::1]:2888:3888:participant;[::]:2181', ['2001:db8::1'], true],
    ['a host name, without a role', 'zk1.example:2888:3888', ['zk1.example'], true],
    ['several addresses', '10.0.0.1:2888:3888|10.1.0.1:2889:3889:observer', ['10.0.0.1', '10.1.0.1'], false],
    ['a client port', '10.0.0.1:2888:3888:OBSERVER;2181', ['10.0.0.1'], false],
  ])('reads a server line with %s', (_, line, hosts, isParticipant) =>
    expect(parseConfiguration(`server.7=${line}`)?.servers.get(7)).toEqual({ hosts, isParticipant }),
  );

  it('returns nothing without server lines, as in conf before ZooKeeper 3.5', () =>
    expect(parseConfiguration('clientPort=2181\nserverId=1\nquorumPort=2888\n')).toBeUndefined());
});

describe('describeVotes', () => {
  const voters = 'server.1=a:1:2:participant\nserver.2=b:1:2:participant';
  it.each<[string, string, string]>([
    ['leaves out observers', `${voters}\nserver.3=c:1:2:observer`, 'server.1, server.2'],
    ['leaves out addresses', voters.replace('a:', '0.0.0.0:'), 'server.1, server.2'],
    [
      'includes an observer whose weight counts in its group',
      `${voters}\nserver.3=c:1:2:observer\ngroup.1=1:2:3`,
      'server.1 (group 1, weight 1), server.2 (group 1, weight 1), server.3 (observer, group 1, weight 1)',
    ],
  ])('%s', (_, text, votes) => expect(describeVotes(parseConfiguration(text)!)).toBe(votes));
});

describe('isQuorum', () => {
  const threes = 'group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9';
  const servers = (count: number) =>
    Array.from({ length: count }, (_, index) => `server.${index + 1}=h:1:2:participant`).join('\n');
  it.each<[string, string, number[], boolean]>([
    ['accepts two of three', servers(3), [1, 2], true],
    ['rejects two of four', servers(4), [1, 2], false],
    ['accepts one server that outweighs the others', weighted, [1], true],
    ['rejects the others', weighted, [2, 4], false],
    ['rejects half of the weight', `${servers(2)}\ngroup.1=1:2`, [1], false],
    ['accepts two of three groups, each with two of three', `${servers(9)}\n${threes}`, [1, 2, 4, 5], true],
    ['rejects five of nine with a majority in one group only', `${servers(9)}\n${threes}`, [1, 2, 3, 4, 7], false],
    ['rejects one of two groups', `${servers(4)}\ngroup.1=1:2\ngroup.2=3:4`, [1, 2, 3], false],
    [
      'accepts one of two groups if the other has no weight',
      `${servers(2)}\ngroup.1=1\ngroup.2=2\nweight.2=0`,
      [1],
      true,
    ],
    [
      'does not count the weight of an observer as present',
      `${servers(2)}\nserver.3=h:1:2:observer\ngroup.1=1:2:3`,
      [1, 3],
      false,
    ],
  ])('%s', (_, text, present, decides) => expect(isQuorum(parseConfiguration(text)!, new Set(present))).toBe(decides));
});
