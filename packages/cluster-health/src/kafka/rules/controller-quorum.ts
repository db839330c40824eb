import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isOnlyNode, latestQuorum, whySilent } from '../cluster.ts';
import { isReplaced, lostVotes } from '../lost-votes.ts';
import type { KafkaSnapshot, Quorum } from '../snapshot.ts';
import { fetchTimeoutMs, lagOf } from '../voter-lag.ts';
import { type KafkaRule, strimzi } from './rule.ts';

export const controllerQuorum: KafkaRule = {
  id: 'K6',
  code: 'controller-quorum',
  requires:
    'Every listed controller has its vote and has caught up, within two seconds. Before: more than half of all voters have, without the node.',
  source: `${strimzi('KafkaQuorumCheck')}; KIP-853: https://cwiki.apache.org/confluence/display/KAFKA/KIP-853%3A+KRaft+Controller+Membership+Changes`,
  isOverridable: true,
  judge(snapshot, question) {
    const quorum = latestQuorum(snapshot, question);
    const why = whySilent(snapshot, question.node);
    if (quorum === undefined && why !== undefined && isOnlyNode(question) && question.phase === 'before') {
      return [unreported(question.node, why)];
    }
    // Without a leader, active-controller speaks; without voters, the metadata are in ZooKeeper.
    if (quorum === undefined || quorum.leader < 0 || quorum.voters.length === 0) return [];
    return [
      ...lostVotes(snapshot, question, quorum),
      ...votersBehind(snapshot, question, quorum),
      ...majority(snapshot, question, quorum),
    ];
  },
};

/** Its options may be wrong, too: that it cannot be asked is no sign that nobody needs it. */
const unreported = (node: string, why: string): RuleVerdict => ({
  subject: node,
  message: `${node} is the only node that is listed, and does not tell of the controllers: ${why}`,
  hint: 'Is it down, or are the options of the gate not right? If it is down, override controller-quorum.',
  isLasting: true,
  isOutage: true,
});

const votersBehind = (snapshot: KafkaSnapshot, question: HealthQuestion, quorum: Quorum): RuleVerdict[] =>
  nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
    const voter = quorum.voters.find(({ id }) => id === snapshot.voterIds.get(address));
    if (voter === undefined || isReplaced(voter, quorum)) return [];
    const behind = lagOf(quorum, voter);
    if (behind < fetchTimeoutMs) return [];
    const howFar = Number.isFinite(behind) ? `is ${behind} ms behind the active one` : 'has not caught up yet';
    const hint = 'Look into its log, and whether controllers reach each other.';
    return [{ subject: address, message: `${address} (controller ${voter.id}) ${howFar}`, hint }];
  });

const threeVoters =
  'Add a third voter (kafka-metadata-quorum.sh add-controller, run on a controller without a vote); or accept that topics and leaders cannot change meanwhile: override controller-quorum.';

function majority(snapshot: KafkaSnapshot, { phase, node }: HealthQuestion, quorum: Quorum): RuleVerdict[] {
  const { voters } = quorum;
  const leaving = phase === 'before' ? voters.find(({ id }) => id === snapshot.voterIds.get(node)) : undefined;
  const others = voters.filter((voter) => voter !== leaving);
  const behind = others.filter((voter) => lagOf(quorum, voter) >= fetchTimeoutMs).map(({ id }) => id);
  const caughtUp = others.length - behind.length;
  const reported = { subject: 'cluster' };
  if (leaving !== undefined && others.length === 0) {
    return [
      {
        ...reported,
        message: `${node} is the only controller: while it is out, the cluster has none`,
        hint: 'Topics and leaders cannot change while it is out. Three controllers would do; else override controller-quorum.',
        isLasting: true,
        isOutage: true,
      },
    ];
  }
  const needed = leaving !== undefined && voters.length === 2 ? 1 : Math.floor(voters.length / 2) + 1;
  if (caughtUp < needed) {
    const without = leaving === undefined ? '' : `Without ${node}, `;
    return [
      {
        ...reported,
        message: `${without}${caughtUp} of ${voters.length} controllers have caught up; ${needed} must (not: ${behind.join(', ')})`,
        hint: 'kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT describe --replication shows them. A controller that is gone for good keeps its vote until it is taken away: remove-controller, or controller.quorum.voters.',
      },
    ];
  }
  if (leaving === undefined || voters.length !== 2) return [];
  const ids = voters.map(({ id }) => id).join(' and ');
  const message = `Only two controllers vote (${ids}): while ${node} is out, the other alone is no majority; if ${node} loses its disk, no controller can be elected any more`;
  return [{ ...reported, message, hint: threeVoters, isLasting: true, isOutage: true }];
}
