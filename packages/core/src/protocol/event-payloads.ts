import type { Finding } from '../finding.ts';
import type { ErrorDocument } from './error-document.ts';
import type { TaskDescription, TaskFailure } from './task-events.ts';

/** What runs in the slot of a stateful instance; null is what Spot does not tell. */
interface Machine {
  instanceId: string | null;
  imageId: string | null;
  privateIp: string | null;
  launchedAt: string | null;
}

/** An instance in a plan, and what is to become of it. */
interface Planned {
  ssi: string;
  group: string;
  address: string | null;
  image: string | null;
  target: string | null;
  action: 'recycle' | 'leave' | 'unclear';
  why: string;
}

interface Gate {
  /** `before` the recycle, or `after` it. */
  phase: string;
  /** The kind of the gate that asks the cluster itself; absent, or empty, where there is none. */
  kind?: string;
}

interface RunEnd {
  /** `done`, `stopped`, `refused` or `failed`; absent where a run ended before it had a record. */
  outcome?: string;
  /** How many instances came to what. */
  instances?: Readonly<Record<'done' | 'skipped' | 'failed' | 'untouched', number>>;
  error?: ErrorDocument;
}

/** What each event tells, in its `event_data`. The role, the callback, the executables and the runner write them. */
export interface EventPayloads {
  run_started: {
    groups: readonly string[];
    /** The image of each group, by group id. */
    target: Readonly<Record<string, string>>;
    /** ISO 8601. */
    since?: string;
    overrides?: readonly { rule: string; reason: string }[];
  };
  /** Told again when instances became due while the run goes on. */
  run_planned: {
    instances: readonly Planned[];
    findings?: readonly Finding[];
    /** The ids of those that became due meanwhile. */
    appended?: readonly string[];
  };
  instance_started: { target: string; stateful: Machine & { id: string; state: string } };
  /** One look at cluster, ports and connection for a plan, before anything is touched. */
  instance_checked: {
    /** Ports of other members that did not answer. */
    closedPorts?: readonly { address: string; port: number }[];
    /** What the check of the cluster says of its leaving; absent where nothing asks the cluster. */
    health?: { kinds: readonly string[]; judgement: object };
    connection?: { isReached: boolean; reason?: string };
  };
  instance_deferred: {
    kind?: string;
    /** What the cluster says it is: `leader`, `follower`. */
    role?: string;
    /** The ids of those that go first. */
    yieldTo: readonly string[];
  };
  gate_waiting: Gate & {
    /** Those that must answer on every instance. */
    ports?: readonly number[];
    /** What keeps it shut, in one line. */
    reason?: string;
    findings?: readonly Finding[];
  };
  gate_passed: Gate & {
    /** Those that answered on every instance. */
    ports?: readonly number[];
    findings?: readonly Finding[];
  };
  /** Its service is stopped, the tasks of the user run, or both. */
  drain_started: { service?: string | null; tasks?: string | null };
  /** Before the first request, for want of a clean end on record; told again whenever what it shows changes. */
  cluster_watched: {
    /** How long nothing must change. */
    seconds: number;
    /** What changed since it began, or is on its way, without a request on record. */
    changes?: readonly { ssi: string; state: string; instanceId: string | null }[];
  };
  recycle_requested: { instanceId: string | null; imageId: string | null; target: string };
  recycle_state: {
    state?: string;
    instanceId?: string | null;
    /** Why Spot cannot be read at present. */
    error?: string;
    /** Another instance than the one in progress, which left ACTIVE by itself. */
    by?: 'itself';
  };
  recycle_proved: {
    before: Machine;
    after: Machine;
    evidence: readonly { check: string; before: unknown; after: unknown; holds: boolean | null }[];
  };
  instance_skipped: { reason?: string };
  instance_finished: { changed: boolean; before: Machine; after: Machine };
  /** Final: Ansible, or the runner after it, gave the instance up. What was ignored or rescued is none. */
  instance_failed: Partial<TaskDescription> & TaskFailure;
  run_held: RunEnd;
  run_finished: RunEnd;
  run_failed: RunEnd;
}

export type EventName = keyof EventPayloads;

/** Every name, in the order in which a run tells them. */
export const eventNames = Object.keys({
  run_started: true,
  run_planned: true,
  instance_started: true,
  instance_checked: true,
  instance_deferred: true,
  gate_waiting: true,
  gate_passed: true,
  drain_started: true,
  cluster_watched: true,
  recycle_requested: true,
  recycle_state: true,
  recycle_proved: true,
  instance_skipped: true,
  instance_finished: true,
  instance_failed: true,
  run_held: true,
  run_finished: true,
  run_failed: true,
} satisfies Record<EventName, true>) as EventName[];
