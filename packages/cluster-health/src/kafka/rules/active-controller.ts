import { nodesThatMatter } from '../../kind/question.ts';
import { quorumsOf, whySilent } from '../cluster.ts';
import { isGap } from '../../kind/gap.ts';
import { type KafkaRule, strimzi } from './rule.ts';

const hint = 'Check that most of the controllers are up and reach each other. Open their logs.';

export const activeController: KafkaRule = {
  id: 'K5',
  code: 'active-controller',
  requires: 'The cluster has an active controller, and all nodes report the same one.',
  why: 'Without an active controller, no partition gets a new leader. Nodes that report different controllers are in the middle of an election or cut off from each other.',
  onFailure:
    'Check that more than half of the controllers are up and reach each other. The user of the health check needs `DESCRIBE` on the cluster.',
  source: `${strimzi('KafkaRoller')}; confluentinc/cp-ansible: https://github.com/confluentinc/cp-ansible`,
  judge(snapshot, question) {
    const reported = quorumsOf(snapshot, question);
    const silent = reported.flatMap(([address, quorum]) =>
      isGap(quorum)
        ? [
            {
              subject: address,
              message: `${address} does not report the active controller: ${quorum.why}`,
              hint: 'Check that most of the controllers are up. The user of the health check needs DESCRIBE on the cluster.',
            },
          ]
        : [],
    );
    const leaders = reported.flatMap(([address, quorum]) =>
      isGap(quorum) ? [] : [{ address, leader: quorum.leader }],
    );
    const none = leaders.filter(({ leader }) => leader < 0).map(({ address }) => address);
    const named = Map.groupBy(
      leaders.filter(({ leader }) => leader >= 0),
      ({ leader }) => leader,
    );
    const who = [...named].map(([leader, by]) => `${leader} (${by.map(({ address }) => address).join(', ')})`);
    const isUnreported =
      reported.length === 0 && nodesThatMatter(question).some((address) => whySilent(snapshot, address) === undefined);
    return [
      ...silent,
      ...(isUnreported
        ? [{ subject: 'cluster', message: 'None of the controllers that respond is the active one', hint }]
        : []),
      ...(none.length > 0
        ? [{ subject: 'cluster', message: `There is no active controller, according to ${none.join(', ')}`, hint }]
        : []),
      ...(named.size > 1
        ? [{ subject: 'cluster', message: `Nodes report different active controllers: ${who.join(', ')}`, hint }]
        : []),
    ];
  },
};
