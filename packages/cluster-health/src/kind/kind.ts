import type { z } from 'zod';
import type { Gap } from './gap.ts';
import type { HealthQuestion } from './question.ts';
import type { Rule } from './rule.ts';

/** How a node stands in its cluster. */
export interface Standing {
  /** It answers, and takes part. A node that does not serve is recycled before those that do. */
  isServing: boolean;
  /** `unknown` is "not yet", never "follower". */
  role: 'leader' | 'follower' | 'unknown';
  /** It goes after the nodes that are not: those that may become leader, where others never can. */
  isEligible?: boolean;
  /**
   * Why it could not be asked. Where waiting cannot heal that (its certificate is for another host), nobody knows whether it
   * is down: then it is not taken for a node that is.
   */
  gap?: Gap | undefined;
}

/** What a prepare or a restore did. */
export interface ClusterChange {
  changed: boolean;
  /** What was done, for people: `cluster.routing.allocation.enable: all → primaries`. */
  message: string;
}

/** What one reading is for: the questions that are asked of one list of nodes. */
export interface ReadingTask {
  nodes: readonly string[];
  /** At least one; exactly one where the kind reads for each node. */
  questions: readonly HealthQuestion[];
}

/**
 * A kind of cluster. Reading comes first, judging after: `read` is all of the network, the rest are pure functions of
 * what it brought.
 */
export interface Kind<Options = unknown, Snapshot = unknown> {
  name: string;
  /** The settings that it takes (`esg_recycle_health_options`). */
  options: z.ZodType<Options>;
  rules: readonly Rule<Snapshot>[];
  /** What it reads depends on the node in question, so every question needs a reading of its own. */
  readsForEachNode?: boolean;
  /** Reads the cluster once. What cannot be read is an error, or a gap in the snapshot that a rule finds; never "fine". */
  read(task: ReadingTask, options: Options, signal: AbortSignal): Promise<Snapshot>;
  /** What of the reading counts for one of its questions; all of it where the kind does not say. */
  snapshotFor?(snapshot: Snapshot, question: HealthQuestion): Snapshot;
  standing(snapshot: Snapshot, address: string): Standing;
  /** Changes what must change for a node to leave, and saves what was there in the cluster itself. */
  prepare?(question: HealthQuestion, options: Options, signal: AbortSignal): Promise<ClusterChange>;
  /** Puts exactly back what prepare saved; changes nothing where nothing is saved. */
  restore?(question: HealthQuestion, options: Options, signal: AbortSignal): Promise<ClusterChange>;
}

/** Keeps a kind's own types together where it is written; outside, nobody needs them. */
export const defineKind = <Options, Snapshot>(kind: Kind<Options, Snapshot>): Kind => kind;
