import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
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
    'Every listed controller has a vote and is less than 2 seconds behind the active controller. Before the recycle, more than half of all voters are, without the node.',
  why: 'Without a majority there is no active controller: topics and partition leaders cannot change. In a dynamic quorum, a controller that comes back with an empty disk has no vote, because its vote belongs to the lost directory.',
  onFailure:
    'Run `kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT describe --replication` to see which voters are behind, and open their logs. Run three controllers; add a lost vote with `add-controller`.',
  override:
    'Override it with one or two voters, when topics and leaders may stay unchanged while the node is out. Also for a controller that is meant to have no vote, and for a single node that is known to be down.',
  source: `${strimzi('KafkaQuorumCheck')}; KIP-853: https://cwiki.apache.org/confluence/display/KAFKA/KIP-853%3A+KRaft+Controller+Membership+Changes`,
  isOverridable: true,
  judge(snapshot, question) {
    const quorum = latestQuorum(snapshot, question);
    const why = whySilent(snapshot, question.node);
    if (quorum === undefined && why !== undefined && isOnlyNode(question) && question.phase === 'before') {
      return [unreported(question.node, why)];
    }
    // active-controller reports a missing leader; without voters, the metadata is in ZooKeeper.
    if (quorum === undefined || quorum.leader < 0 || quorum.voters.length === 0) return [];
    return [
      ...lostVotes(snapshot, question, quorum),
      ...votersBehind(snapshot, question, quorum),
      ...majority(snapshot, question, quorum),
    ];
  },
};

/** The options may be wrong: a node that does not respond may still be in use. */
const unreported = (node: string, why: string): RuleVerdict => ({
  subject: node,
  message: `${node} is the only listed node, and does not report the controllers: ${why}`,
  hint: `Check whether ${node} is down or the options of the health check are wrong. ${overrideHint('controller-quorum', `${node} is down`)}`,
  isLasting: true,
  isOutage: true,
});

const votersBehind = (snapshot: KafkaSnapshot, question: HealthQuestion, quorum: Quorum): RuleVerdict[] =>
  nodesThatMatter(question).flatMap((address): RuleVerdict[] => {
    const voter = quorum.voters.find(({ id }) => id === snapshot.voterIds.get(address));
    if (voter === undefined || isReplaced(voter, quorum)) return [];
    const behind = lagOf(quorum, voter);
    if (behind < fetchTimeoutMs) return [];
    const howFar = Number.isFinite(behind) ? `is ${behind} ms behind the active controller` : 'has not caught up yet';
    const hint = 'Open its log, and check that the controllers reach each other.';
    return [{ subject: address, message: `${address} (controller ${voter.id}) ${howFar}`, hint }];
  });

const fixedMeanwhile = overrideHint('controller-quorum', 'topics and leaders cannot change during the recycle');

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
        message: `${node} is the only controller: while it is out, the cluster has no controller`,
        hint: `Run three controllers. ${fixedMeanwhile}`,
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
        message: `${without}${caughtUp} of ${voters.length} controllers are caught up; required: ${needed} (behind: ${behind.join(', ')})`,
        hint: 'List them: kafka-metadata-quorum.sh --bootstrap-server BROKER:PORT describe --replication. If a controller is gone for good, remove its vote: kafka-metadata-quorum.sh remove-controller, or controller.quorum.voters.',
      },
    ];
  }
  if (leaving === undefined || voters.length !== 2) return [];
  const ids = voters.map(({ id }) => id).join(' and ');
  const message = `Only two controllers vote (${ids}): while ${node} is out, the other one has no majority, and if ${node} loses its disk, no controller can be elected again`;
  const hint = `Add a third voter: run kafka-metadata-quorum.sh add-controller on a controller without a vote. ${fixedMeanwhile}`;
  return [{ ...reported, message, hint, isLasting: true, isOutage: true }];
}
