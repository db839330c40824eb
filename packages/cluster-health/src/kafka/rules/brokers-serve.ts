import { isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { gapAt, isOnlyController, viewsOf } from '../cluster.ts';
import type { KafkaSnapshot } from '../snapshot.ts';
import { type KafkaRule, strimzi } from './rule.ts';

export const brokersServe: KafkaRule = {
  id: 'K4',
  code: 'brokers-serve',
  requires: 'Every broker and controller responds at its own port, and all are in the same cluster.',
  why: 'A broker that is starting, recovering its logs or has just died can be registered without serving anyone: the cluster notices a dead broker only when its session ends.',
  onFailure:
    'Open the log of the node, and check that its port is reachable from the controller. The user of the health check needs `DESCRIBE` on all topics, because a broker hides the others.',
  source: `${strimzi('KafkaRoller')}; KIP-500: https://cwiki.apache.org/confluence/display/KAFKA/KIP-500%3A+Replace+ZooKeeper+with+a+Self-Managed+Metadata+Quorum`,
  judge(snapshot, question) {
    const views = viewsOf(snapshot, question);
    const silent = nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
      const gap = gapAt(snapshot, address);
      if (gap === undefined) return [];
      const role = snapshot.controllers.has(address) ? 'controller' : 'broker';
      const message = `${address} does not respond as a ${role}: ${gap.why}`;
      const hint =
        role === 'broker' && isOnlyController(snapshot, question, address)
          ? `Open its log. If it is a controller and not a broker, set controllers: ['${address}:PORT'] with the port of its controller listener.`
          : views.length === 0 && role === 'broker'
            ? `Open its log, and check that the port is right and reachable from here. If it is a controller and not a broker, set controllers: ['${address}:9093'].`
            : 'Open its log, and check that the port is reachable from here and that the user of the health check has access.';
      return [{ subject: address, message, hint: gap.hint ?? hint, isLasting: gap.isLasting }];
    });
    const [first, ...others] = [...views, ...controllersOf(snapshot, question)];
    const elsewhere = others.filter(([, { clusterId }]) => clusterId !== first?.[1].clusterId);
    return [
      ...silent,
      ...elsewhere.map(([address, { clusterId }]) => ({
        subject: address,
        message: `${address} is in another cluster (${clusterId}) than ${first?.[0]} (${first?.[1].clusterId})`,
        hint: 'Check the cluster.id in its meta.properties, and the nodes in esg_recycle_nodes.',
      })),
    ];
  },
};

/** The controller-only nodes that report the id of their cluster. */
const controllersOf = (snapshot: KafkaSnapshot, question: HealthQuestion): [string, { clusterId: string }][] =>
  nodesThatMatter(question).flatMap((address): [string, { clusterId: string }][] => {
    const answer = snapshot.controllers.get(address);
    return answer === undefined || isGap(answer) || answer.clusterId === undefined
      ? []
      : [[address, { clusterId: answer.clusterId }]];
  });
