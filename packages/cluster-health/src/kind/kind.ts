import type { Measure } from '@esg-recycler/core';
import type { z } from 'zod';
import type { Gap } from './gap.ts';
import type { HealthQuestion } from './question.ts';
import type { Rule } from './rule.ts';

/** The standing of a node in its cluster. */
export interface Standing {
  /** It responds and is an active member. A node that does not serve is recycled before serving ones. */
  isServing: boolean;
  /** `unknown` is "not yet", never "follower". */
  role: 'leader' | 'follower' | 'unknown';
  /** It may become leader. It goes after nodes that never can. */
  isEligible?: boolean;
  /**
   * Why it could not be queried. If the reason does not resolve on its own (its certificate is for another host), the node
   * does not count as down.
   */
  gap?: Gap | undefined;
}

/** The result of `prepare` or `restore`. */
export interface ClusterChange {
  changed: boolean;
  /** The change, for people: `cluster.routing.allocation.enable: all → primaries`. */
  message: string;
}

/** The input of one reading: questions about one list of nodes. */
export interface ReadingTask {
  nodes: readonly string[];
  /** At least one; exactly one if the kind reads for each node. */
  questions: readonly HealthQuestion[];
}

/**
 * A kind of health check. Only `read`, `prepare` and `restore` use the network. Rules and standing are pure functions of
 * the snapshot.
 */
export interface Kind<Options = unknown, Snapshot = unknown> {
  name: string;
  /** Its settings (`esg_recycle_health_options`). */
  options: z.ZodType<Options>;
  rules: readonly Rule<Snapshot>[];
  /** What it reads depends on the node, so every question needs its own reading. */
  readsForEachNode?: boolean;
  /** Reads the cluster once. Anything unreadable is an error or a gap that a rule reports, never a pass. */
  read(task: ReadingTask, options: Options, signal: AbortSignal): Promise<Snapshot>;
  /** The part of the snapshot for one question. Default: all of it. */
  snapshotFor?(snapshot: Snapshot, question: HealthQuestion): Snapshot;
  standing(snapshot: Snapshot, address: string): Standing;
  /** The numbers that show people how far the cluster is. They decide nothing. */
  measures?(snapshot: Snapshot, question: HealthQuestion): Measure[];
  /** Prepares the cluster for a node to leave, and saves the previous state in the cluster itself. */
  prepare?(question: HealthQuestion, options: Options, signal: AbortSignal): Promise<ClusterChange>;
  /** Restores exactly what prepare saved. Changes nothing if nothing is saved. */
  restore?(question: HealthQuestion, options: Options, signal: AbortSignal): Promise<ClusterChange>;
}

/** Type-checks a kind with its own types, which callers do not need. */
export const defineKind = <Options, Snapshot>(kind: Kind<Options, Snapshot>): Kind => kind;
