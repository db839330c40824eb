import { nodesThatMatter } from '../../kind/question.ts';
import { quorumsOf, whySilent } from '../cluster.ts';
import { isGap } from '../../kind/gap.ts';
import { type KafkaRule, strimzi } from './rule.ts';

export const activeController: KafkaRule = {
  id: 'K5',
  code: 'active-controller',
  requires: 'There is one active controller, and all know the same. (It goes last.)',
  source: `${strimzi('KafkaRoller')}; confluentinc/cp-ansible`,
  judge(snapshot, question) {
    const reported = quorumsOf(snapshot, question);
    const silent = reported.flatMap(([address, quorum]) =>
      isGap(quorum)
        ? [
            {
              subject: address,
              message: `${address} cannot tell the active controller: ${quorum.why}`,
              hint: 'Are most of the controllers up? The user of the gate needs DESCRIBE on the cluster.',
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
      ...(isUnreported ? [{ subject: 'cluster', message: 'No controller that answers is the active one' }] : []),
      ...(none.length > 0
        ? [{ subject: 'cluster', message: `There is no active controller, says ${none.join(', ')}` }]
        : []),
      ...(named.size > 1
        ? [{ subject: 'cluster', message: `The active controller is not the same for all: ${who.join(', ')}` }]
        : []),
    ];
  },
};
