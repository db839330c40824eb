import { isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { gapAt, isOnlyController, viewsOf } from '../cluster.ts';
import type { KafkaSnapshot } from '../snapshot.ts';
import { type KafkaRule, strimzi } from './rule.ts';

export const brokersServe: KafkaRule = {
  id: 'K4',
  code: 'brokers-serve',
  requires: 'Every broker and controller answers at its own port, and is in the same cluster.',
  source: `${strimzi('KafkaRoller')} (never touches a broker in recovery); that the cluster notices a dead broker only after its session (KIP-500) is why each is asked itself`,
  judge(snapshot, question) {
    const views = viewsOf(snapshot, question);
    const silent = nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
      const gap = gapAt(snapshot, address);
      if (gap === undefined) return [];
      const role = snapshot.controllers.has(address) ? 'controller' : 'broker';
      const message = `${address} does not answer as a ${role}: ${gap.why}`;
      const hint =
        role === 'broker' && isOnlyController(snapshot, question, address)
          ? `Look into its log. If it is a controller and no broker, give controllers: ['${address}:PORT'], with the port of its controller listener.`
          : views.length === 0 && role === 'broker'
            ? `Look into its log, and whether the port is right and can be reached from here. Controllers that are no brokers are asked at another port: controllers: ['${address}:9093'].`
            : 'Look into its log, and whether the port can be reached from here, and by the user of the check.';
      return [{ subject: address, message, hint: gap.hint ?? hint, isLasting: gap.isLasting }];
    });
    const [first, ...others] = [...views, ...controllersOf(snapshot, question)];
    const astray = others.filter(([, { clusterId }]) => clusterId !== first?.[1].clusterId);
    return [
      ...silent,
      ...astray.map(([address, { clusterId }]) => ({
        subject: address,
        message: `${address} is in another cluster (${clusterId}) than ${first?.[0]} (${first?.[1].clusterId})`,
      })),
    ];
  },
};

/** The controllers alone that say which cluster they are in. */
const controllersOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, { clusterId: string }][] =>
  nodesThatMatter(question).flatMap((address): [string, { clusterId: string }][] => {
    const answer = snapshot.controllers.get(address);
    return answer === undefined || isGap(answer) || answer.clusterId === undefined
      ? []
      : [[address, { clusterId: answer.clusterId }]];
  });
