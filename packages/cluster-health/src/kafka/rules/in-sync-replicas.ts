import { isGap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { goneBrokers, nameOf, partitionsOf, reassignmentsOf, viewsOf } from '../cluster.ts';
import type { KafkaSnapshot, Partition } from '../snapshot.ts';
import { enumerate, type KafkaRule, namesOf } from './rule.ts';

/** A partition, and the brokers whose replicas of it are out of sync. */
interface Behind {
  partition: Partition;
  lacks: readonly number[];
}

export const inSyncReplicas: KafkaRule = {
  id: 'K3',
  code: 'in-sync-replicas',
  requires:
    'Every partition of the cluster has a leader and all its replicas in sync. Before the recycle, replicas on the node itself do not count.',
  why: 'A recycle takes minutes, and another broker may fail in that time. A node that is back has caught up only when it is in every set of in-sync replicas.',
  onFailure:
    'Wait: replicas catch up while their brokers are healthy. If a broker is gone for good, move its replicas with `kafka-reassign-partitions.sh`.',
  override: 'Override it when a broker is gone for good and its replicas cannot be moved before the recycle.',
  source:
    'confluentinc/cp-ansible: https://github.com/confluentinc/cp-ansible; Yelp kafka-utils, kafka-rolling-restart: https://github.com/Yelp/kafka-utils',
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    const leaving = phase === 'before' ? snapshot.ids.get(node) : undefined;
    const all = partitionsOf(snapshot, question);
    const elsewhere = ({ replicas }: Partition) => replicas.filter((id) => id !== leaving);
    const leaderless = all.filter((partition) => partition.leader < 0 && elsewhere(partition).length > 0);
    const lacking = all
      .map((partition) => ({
        partition,
        lacks: elsewhere(partition).filter((id) => !partition.inSync.includes(id)),
      }))
      .filter(({ lacks }) => lacks.length > 0);
    return [
      ...(leaderless.length === 0
        ? []
        : [
            {
              subject: 'cluster',
              message: `${leaderless.length} of ${all.length} partitions have no leader: ${namesOf(leaderless)}`,
              hint: 'List them: kafka-topics.sh --bootstrap-server BROKER:PORT --describe --unavailable-partitions. Bring back the brokers that have their replicas.',
            },
          ]),
      ...(lacking.length === 0 ? [] : judgeLacking(snapshot, question, lacking, all.length)),
    ];
  },
};

/** Separates replicas that catch up on their own from those on brokers that are gone and not being moved. */
function judgeLacking(
  snapshot: KafkaSnapshot,
  question: HealthQuestion,
  lacking: readonly Behind[],
  total: number,
): RuleVerdict[] {
  const reported = reassignmentsOf(snapshot, question);
  const reassignments = isGap(reported) ? undefined : reported;
  const gone = reassignments === undefined ? new Set<number>() : goneBrokers(snapshot, question);
  const isGone = (partition: Partition, id: number): boolean =>
    gone.has(id) && !reassignments?.get(nameOf(partition))?.removing.includes(id);
  const isAdded = (partition: Partition, id: number): boolean =>
    reassignments?.get(nameOf(partition))?.adding.includes(id) ?? false;
  const narrowed = (keep: (partition: Partition, id: number) => boolean): Behind[] =>
    lacking
      .map(({ partition, lacks }) => ({ partition, lacks: lacks.filter((id) => keep(partition, id)) }))
      .filter(({ lacks }) => lacks.length > 0);
  const lost = narrowed(isGone);
  const behind = narrowed((partition, id) => !isGone(partition, id));
  const isMoving = behind.some(({ partition }) => reassignments?.has(nameOf(partition)));
  const describe = ({ partition, lacks }: Behind): string => {
    const ids = lacks.map((id) => (isAdded(partition, id) ? `${id}, added by a reassignment` : String(id)));
    return `${nameOf(partition)} (out of sync: ${ids.join(', ')})`;
  };
  return [
    ...(lost.length === 0 ? [] : [goneFor(lost, isAdded, total)]),
    ...(behind.length === 0
      ? []
      : [
          {
            subject: 'cluster',
            message: `${behind.length} of ${total} partitions are under-replicated: ${enumerate(behind.map(describe))}`,
            hint: hintFor(snapshot, question, behind, isMoving),
          },
        ]),
  ];
}

function goneFor(
  lost: readonly Behind[],
  isAdded: (partition: Partition, id: number) => boolean,
  total: number,
): RuleVerdict {
  const ids = [...new Set(lost.flatMap(({ lacks }) => lacks))].toSorted((one, other) => one - other);
  const isCancelled = lost.some(({ partition, lacks }) => lacks.some((id) => isAdded(partition, id)));
  const cancel = isCancelled ? ' Cancel the reassignments to it first (the same command with --cancel).' : '';
  return {
    subject: ids.map((id) => `broker ${id}`).join(', '),
    message: `${ids.length === 1 ? `Broker ${ids[0]} does not serve and is not a listed node, but has` : `Brokers ${ids.join(', ')} do not serve and are not listed nodes, but have`} replicas of ${lost.length} of ${total} partitions: ${namesOf(lost.map(({ partition }) => partition))}`,
    hint: `If it is gone for good, move its replicas (kafka-reassign-partitions.sh --bootstrap-server BROKER:PORT --reassignment-json-file FILE --execute), then unregister it (kafka-cluster.sh unregister --bootstrap-server BROKER:PORT --id ${ids[0]}).${cancel} If it is only down, start it and add it to esg_recycle_nodes. ${overrideHint('in-sync-replicas', 'these replicas stay missing')}`,
    isLasting: true,
  };
}

function hintFor(
  snapshot: KafkaSnapshot,
  question: HealthQuestion,
  behind: readonly Behind[],
  isMoving: boolean,
): string {
  const lacked = new Set(behind.flatMap(({ lacks }) => lacks));
  const hasOfflineDir = viewsOf(snapshot, question).some(
    ([address, { offlineDirs }]) =>
      lacked.has(snapshot.ids.get(address) ?? -1) && !isGap(offlineDirs) && offlineDirs.length > 0,
  );
  if (hasOfflineDir) {
    return 'Replicas in an offline log directory (log-dirs-online) come back only after its disk is repaired and the broker is restarted.';
  }
  if (isMoving) {
    return 'A reassignment is in progress. Wait for it, and check its throttle: kafka-reassign-partitions.sh --bootstrap-server BROKER:PORT --list.';
  }
  return 'They catch up on their own while their brokers are healthy. If a broker is gone for good, move its replicas: kafka-reassign-partitions.sh.';
}
