import { isRunning, majorityOf, memberNames, queuesIn } from './cluster.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Contents, Queue, RabbitmqSnapshot } from './snapshot.ts';

/** Whether a queue has members on several nodes, even if the statistics do not list them yet. */
export const isReplicated = ({ type, members }: Queue): boolean =>
  members !== undefined || type === 'quorum' || type === 'stream';

/** A quorum queue or a stream, and where its members are. */
export interface Replicated extends Queue {
  members: readonly string[];
  /** Members on nodes that belong to the cluster. */
  possible: readonly string[];
  /** Online members on running nodes; undefined while the statistics do not list them. */
  up: readonly string[] | undefined;
}

export function replicatedQueues(
  snapshot: RabbitmqSnapshot,
  contents: Contents,
  question: HealthQuestion,
): Replicated[] {
  const cluster = memberNames(snapshot, question);
  const running = new Set(cluster.filter((name) => isRunning(snapshot, question, name)));
  const inCluster = new Set(cluster);
  return queuesIn(contents).flatMap((queue): Replicated[] => {
    const { members, online } = queue;
    if (members === undefined) return [];
    const possible = members.filter((name) => inCluster.has(name));
    return [{ ...queue, members, possible, up: online?.filter((name) => running.has(name)) }];
  });
}

/** Whether these members are a majority without one of the nodes. */
export const isMajorityWithout = ({ members }: Replicated, names: readonly string[], leaving: string): boolean =>
  names.filter((name) => name !== leaving).length >= majorityOf(members.length);
