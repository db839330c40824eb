import type { Measure } from '@esg-recycler/core';
import type { HealthQuestion } from '../kind/question.ts';
import { latestQuorum, partitionsOf } from './cluster.ts';
import type { KafkaSnapshot } from './snapshot.ts';
import { fetchTimeoutMs, lagOf } from './voter-lag.ts';

/** Partitions with all replicas in sync, without those on the node that leaves, and controllers that are caught up. */
export function measures(snapshot: KafkaSnapshot, question: HealthQuestion): Measure[] {
  const { phase, node } = question;
  const leaving = phase === 'before' ? snapshot.ids.get(node) : undefined;
  const leavingVoter = phase === 'before' ? snapshot.voterIds.get(node) : undefined;
  const partitions = partitionsOf(snapshot, question);
  const inSync = partitions.filter((partition) =>
    partition.replicas.every((id) => id === leaving || partition.inSync.includes(id)),
  );
  const quorum = latestQuorum(snapshot, question);
  const voters = (quorum?.voters ?? []).filter(({ id }) => id !== leavingVoter);
  return [
    ...(partitions.length > 0 ? [{ name: 'partitions in sync', value: inSync.length, of: partitions.length }] : []),
    ...(quorum && voters.length > 0
      ? [
          {
            name: 'controllers caught up',
            value: voters.filter((voter) => lagOf(quorum, voter) < fetchTimeoutMs).length,
            of: voters.length,
          },
        ]
      : []),
  ];
}
