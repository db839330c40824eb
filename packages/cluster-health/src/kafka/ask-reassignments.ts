import { listPartitionReassignmentsV0 } from '@platformatic/kafka';
import { nameOf } from './cluster.ts';
import type { KafkaSession } from './session.ts';
import type { Reassignment } from './snapshot.ts';

/**
 * Reads the reassignments in progress, by partition.
 *
 * @throws Error if it does not report them
 */
export async function askReassignments(session: KafkaSession): Promise<ReadonlyMap<string, Reassignment>> {
  const call = session.pick([listPartitionReassignmentsV0.api]);
  if (!call) throw new Error('it supports no known version of ListPartitionReassignments');
  const { topics } = await call.async(session.connection, reassignmentsTimeoutMs, null);
  return new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, addingReplicas, removingReplicas }): [string, Reassignment] => [
        nameOf({ topic: name, index: partitionIndex }),
        { adding: addingReplicas, removing: removingReplicas },
      ]),
    ),
  );
}

/** How long the broker waits for the active controller. The connection has its own timeout. */
const reassignmentsTimeoutMs = 5000;
