import type { Finding } from '../finding.ts';
import type { Measure } from '../measure.ts';
import type { ErrorDocument } from './error-document.ts';
import type { TaskDescription, TaskFailure } from './task-events.ts';

/** The machine behind a stateful instance; null for what Spot does not report. */
interface Machine {
  instanceId: string | null;
  imageId: string | null;
  privateIp: string | null;
  launchedAt: string | null;
}

/** An instance of a plan, and what the run will do with it. */
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
  /** The kind of the health check; absent or empty without one. */
  kind?: string;
}

interface RunEnd {
  /** `done`, `stopped`, `refused` or `failed`; absent when a run ended before it had a record. */
  outcome?: string;
  /** The number of instances by result. */
  instances?: Readonly<Record<'done' | 'skipped' | 'failed' | 'untouched', number>>;
  error?: ErrorDocument;
}

/** The payload of each event, in its `event_data`. The role, the callback, the executables and the runner write them. */
export interface EventPayloads {
  run_started: {
    groups: readonly string[];
    /** The image of each group, by group id. */
    target: Readonly<Record<string, string>>;
    /** ISO 8601. */
    since?: string;
    /** The images before the run, by group id: of the group, and of its instances to recycle. */
    before?: Readonly<Record<string, { group: string | null; instances: readonly string[] }>>;
    /** The run that this run rolls back. */
    rollbackOf?: string;
    overrides?: readonly { rule: string; reason: string }[];
  };
  /** Written again when more instances become due during the run. */
  run_planned: {
    instances: readonly Planned[];
    findings?: readonly Finding[];
    /** The ids of the instances that became due during the run. */
    appended?: readonly string[];
  };
  /** The image of a group is requested to change before the first recycle; `esg` names the group. */
  image_requested: {
    before: string | null;
    image: string;
    /** Why the response was lost: Spot may have accepted the request. */
    lost?: string;
  };
  /** Spot shows the new image. */
  image_set: { before: string | null; image: string };
  /** The first instances are recycled: the run waits, and checks the cluster again and again. */
  bake_started: {
    /** The ids of the instances that were recycled first. */
    canaries: readonly string[];
    seconds: number;
    /** ISO 8601. */
    until: string;
  };
  bake_checked: {
    /** How long the bake still takes, in seconds. */
    seconds: number;
  };
  bake_finished: { canaries: readonly string[] };
  /** Spot cannot be read: the run waits, and tries again. */
  spot_unreachable: {
    error: string;
    /** When the run gives up; ISO 8601. */
    until: string;
  };
  /** Spot's rate limit blocks requests: they wait. */
  spot_rate_limited: {
    /** Method and path template. */
    route: string;
    seconds: number;
    /** ISO 8601. */
    until: string;
  };
  /** Spot responds again. */
  spot_reachable: { seconds: number };
  instance_started: {
    target: string;
    stateful: Machine & { id: string; state: string };
    /** How many health checks in a row must pass after the recycle, and the seconds between them; absent without any. */
    check?: { count: number; interval: number };
  };
  /** One check of cluster, ports and connection for a plan, before anything is changed. */
  instance_checked: {
    /** Ports of other members that did not respond. */
    closedPorts?: readonly { address: string; port: number }[];
    /** The result of the health check for this instance; absent without a health check. */
    health?: { kinds: readonly string[]; judgement: object };
    connection?: { isReached: boolean; reason?: string };
  };
  instance_deferred: {
    kind?: string;
    /** Its role as the cluster reports it: `leader`, `follower`. */
    role?: string;
    /** The ids of the instances that go first. */
    yieldTo: readonly string[];
  };
  gate_waiting: Gate & {
    /** The ports that must respond on every instance. */
    ports?: readonly number[];
    /** Why it fails, in one line. */
    reason?: string;
    findings?: readonly Finding[];
    /** How many checks in a row have passed so far, of how many. */
    passed?: number;
    count?: number;
    /** What the health check has read. */
    numbers?: readonly Measure[];
  };
  gate_passed: Gate & {
    /** The ports that responded on every instance. */
    ports?: readonly number[];
    findings?: readonly Finding[];
    /** How many checks in a row have passed. */
    count?: number;
    /** What the last health check has read. */
    numbers?: readonly Measure[];
  };
  /** The service is stopped, the user's drain tasks run, or both. */
  drain_started: { service?: string | null; tasks?: string | null };
  /** The quiet period before the first request, without a record of a finished run. Written again on every change. */
  cluster_watched: {
    /** How long nothing must change, in seconds. */
    seconds: number;
    /** What has changed since its start, or is changing, without a recorded request. */
    changes?: readonly { ssi: string; state: string; instanceId: string | null }[];
  };
  /** The run has marked the cluster in Spot, and waits so that a run from another machine would be noticed. */
  cluster_marked: {
    /** How long it waits, in seconds. */
    seconds: number;
  };
  recycle_requested: { instanceId: string | null; imageId: string | null; target: string };
  recycle_state: {
    state?: string;
    instanceId?: string | null;
    /** Why Spot cannot be read at the moment. */
    error?: string;
    /** Set for an instance other than the one in progress that left ACTIVE on its own. */
    by?: 'itself';
  };
  recycle_proved: {
    before: Machine;
    after: Machine;
    evidence: readonly { check: string; before: unknown; after: unknown; holds: boolean | null }[];
  };
  instance_skipped: { reason?: string };
  instance_finished: { changed: boolean; before: Machine; after: Machine };
  /** Final: Ansible, or the runner after it, failed the instance. Not written for ignored or rescued errors. */
  instance_failed: Partial<TaskDescription> & TaskFailure;
  /** No other instance starts for now. Written again when the reason changes. */
  run_held: {
    kind: 'hold' | 'freeze' | 'window' | 'veto' | 'store';
    reason: string;
    /** Who holds it: `alice@laptop`. */
    by?: string;
    /** ISO 8601. */
    since: string;
    /** When the window opens, or when the run stops because of a veto; ISO 8601. */
    until?: string;
  };
  /** The reason of `run_held` is gone. */
  run_continued: { kind: 'hold' | 'freeze' | 'window' | 'veto' | 'store' };
  /** A stop was requested: no other recycle is requested. */
  run_stopping: {
    /** The instance in progress. */
    instance?: string;
    /** Whether its recycle was requested, so that it is finished first. */
    isRequested: boolean;
  };
  approval_waiting: {
    reason: string;
    /** ISO 8601. */
    since: string;
    /** The command that approves from elsewhere. */
    command: string;
    /** What is to be approved: the id of an instance; `*` for all that remain; `image` for the images of groups. */
    approves: string;
  };
  approval_granted: { by: string; answer: 'yes' | 'skip' };
  run_finished: RunEnd;
  run_failed: RunEnd;
}

export type EventName = keyof EventPayloads;

/** Every name, in the order in which a run writes them. */
export const eventNames = Object.keys({
  run_started: true,
  run_planned: true,
  image_requested: true,
  image_set: true,
  instance_started: true,
  instance_checked: true,
  instance_deferred: true,
  gate_waiting: true,
  gate_passed: true,
  drain_started: true,
  cluster_watched: true,
  cluster_marked: true,
  recycle_requested: true,
  recycle_state: true,
  recycle_proved: true,
  bake_started: true,
  bake_checked: true,
  bake_finished: true,
  spot_unreachable: true,
  spot_rate_limited: true,
  spot_reachable: true,
  instance_skipped: true,
  instance_finished: true,
  instance_failed: true,
  run_held: true,
  run_continued: true,
  run_stopping: true,
  approval_waiting: true,
  approval_granted: true,
  run_finished: true,
  run_failed: true,
} satisfies Record<EventName, true>) as EventName[];
