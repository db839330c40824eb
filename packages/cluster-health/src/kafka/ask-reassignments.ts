import { listPartitionReassignmentsV0 } from '@platformatic/kafka';
import { nameOf } from './cluster.ts';
import type { KafkaSession } from './session.ts';
import type { Reassignment } from './snapshot.ts';

/**
 * Asks for the reassignments that are under way, by partition.
 *
 * @throws Error where it does not tell
 */
export async function askReassignments(session: KafkaSession): Promise<ReadonlyMap<string, Reassignment>> {
  const call = session.pick([listPartitionReassignmentsV0.api]);
  if (!call) throw new Error('it speaks no version of ListPartitionReassignments that is understood');
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

/** How long the broker waits for the active controller; the connection has a timeout of its own. */
const reassignmentsTimeoutMs = 5000;
