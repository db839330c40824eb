/** A volume of an instance, as Spot reports it. */
export interface SnapshotDevice {
  deviceName: string | null;
  volumeId: string | null;
  snapshotId: string | null;
}

/** The state of an instance at one time. Two snapshots verify a recycle. */
export interface InstanceSnapshot {
  instanceId: string | null;
  imageId: string | null;
  privateIp: string | null;
  /** A timestamp of Spot, compared only with other timestamps of Spot. */
  launchedAt: string | null;
  devices: SnapshotDevice[];
}

/** Recorded before a recycle is requested, and resolved when it is verified. Prevents a second request after a lost response. */
export interface Intent {
  group: string;
  ssi: string;
  /** The instance that will be replaced. */
  instanceId: string | null;
  launchedAt: string | null;
  /** The image of the new instance. */
  target: string;
  /** ISO 8601, by our clock. */
  requestedAt: string;
  /** When Spot accepted the request, ISO 8601, by our clock; absent while unknown. */
  acceptedAt?: string;
  /** The fencing number of the lease of the request. */
  number: number;
}

/** An instance as it was read at one time. */
export interface SeenInstance extends InstanceSnapshot {
  id: string;
  /** As Spot spells it: `ACTIVE`. */
  state: string;
}

/** The record of the last lease session of a group for the next one: how it ended, and the last known instances. */
export interface LeaseSession {
  /** The fencing number of its lease. */
  number: number;
  /** The instances of the group as last read. */
  instances: SeenInstance[];
  /** Set while a request without a record may be in progress. */
  unsettled?: true;
  /** The process of the store's server in which it began; absent for a file of this machine. */
  serverRun?: string;
  /** Set when no session of the group is recorded from the same process of the server: another store may be in use. */
  isServerNew?: true;
  /** Whether it ended with nothing in progress. */
  endedClean: boolean;
}

/** A change that must be restored, whatever happens in between. */
export interface Journal {
  kind: string;
  group: string;
  ssi?: string;
  data: unknown;
  /** ISO 8601. */
  openedAt: string;
}

export type LedgerState =
  'pending' | 'skipped' | 'deferred' | 'running' | 'recycled' | 'failed' | 'interrupted' | 'gone';

/** One part of the work on an instance, in time. */
export interface LedgerPhase {
  /** `check-before`, `prepare`, `drain`, `quiet`, `recycle`, `reconnect`, `check-after` or `finish`. */
  name: string;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string;
  /** The instance failed in this phase. */
  failed?: true;
}

/** The result of one health check, or of several in a row with the same result. */
export interface LedgerCheck {
  /** `before` the recycle, or `after` it. */
  phase: string;
  /** `passing` until enough checks in a row have passed, then `passed`. */
  result: 'failing' | 'passing' | 'passed';
  /** ISO 8601; `until` is the time of the last of several checks. */
  at: string;
  until?: string;
  kind?: string;
  /** Why it fails or warns, with the numbers. */
  reason?: string;
  /** How many checks in a row have passed, of how many. */
  passed?: number;
  count?: number;
}

/** One comparison that verifies a recycle; `holds` is null while Spot does not report enough. */
export interface LedgerEvidence {
  check: string;
  before: unknown;
  after: unknown;
  holds: boolean | null;
}

export interface LedgerInstance {
  ssi: string;
  group: string;
  address: string | null;
  state: LedgerState;
  reason?: string;
  before?: InstanceSnapshot;
  after?: InstanceSnapshot;
  /** Who decided during the run to leave it as it is. */
  skippedBy?: string;
  /** The run that began this recycle, and the instance before it, where this run only finished the recycle. */
  earlier?: { run: string; before: InstanceSnapshot };
  /** The last attempt ended before a request to Spot. */
  isUnchanged?: true;
  /** ISO 8601: of the first attempt, and of the end of the last one. */
  startedAt?: string;
  finishedAt?: string;
  phases?: LedgerPhase[];
  checks?: LedgerCheck[];
  evidence?: LedgerEvidence[];
}

/** A rule of the health check that a user has overridden, and why. */
export interface LedgerOverride {
  rule: string;
  reason: string;
}

/** Who started a run, where, and with which programs. */
export interface LedgerOrigin {
  user: string;
  /** The user behind `sudo`. */
  sudoUser?: string;
  host: string;
  /** The command line, without secrets. */
  command: string;
  versions: { recycler: string; node: string; ansible?: string };
}

/** A finding of the plan. */
export interface LedgerFinding {
  code: string;
  severity: 'ok' | 'warn' | 'block';
  subject: string;
  message: string;
  hint?: string;
}

/** The error that ended a run. */
export interface LedgerError {
  code: string;
  message: string;
  hint?: string;
  exitCode: number;
  runbook?: string;
}

/** The images of a group before a run, so that the run can be rolled back. */
export interface LedgerImages {
  /** The image of the group when the run was planned; null when it had none. */
  group: string | null;
  /** The images of the instances to recycle, each once. */
  instances: string[];
  /** Set once the run has requested another image of the group. */
  isSet?: true;
}

/** The first instances of a run, and the wait after them. */
export interface LedgerCanary {
  count: number;
  bakeMs: number;
  /** The ids of the instances that were recycled first, by this run or an interrupted one before it. */
  done: string[];
  /** ISO 8601; absent before the bake. */
  bakingSince?: string;
  /** ISO 8601; absent until the bake has ended. */
  bakedAt?: string;
}

/** One roll, with every planned instance; recorded before the first change. */
export interface Ledger {
  run: string;
  cluster: string;
  groups: string[];
  /** The image of each group when the roll was planned, by group id. */
  target: Record<string, string>;
  since?: string;
  /** The images before the run, by group id. */
  before?: Record<string, LedgerImages>;
  canary?: LedgerCanary;
  /** Whether persisted root volumes were replaced. */
  replaceRoot?: boolean;
  /** The run that this run rolls back. */
  rollbackOf?: string;
  /** The kind of the health check; absent without one. */
  gate?: string;
  overrides?: LedgerOverride[];
  /** ISO 8601. */
  startedAt: string;
  finishedAt?: string;
  outcome?: string;
  /** Set when somebody removed the lease of this run after its process had ended. */
  unlocked?: RunMark;
  instances: LedgerInstance[];
  /** The name of each group, by group id. */
  groupNames?: Record<string, string>;
  /** Absent in the ledgers of older versions, like the other fields below. */
  origin?: LedgerOrigin;
  /** Of the plan: what blocked it, and its warnings. */
  findings?: LedgerFinding[];
  error?: LedgerError;
}

/** Who did something, when, and why. */
export interface RunMark {
  /** `alice@laptop` */
  by: string;
  /** ISO 8601, by the clock of that machine. */
  at: string;
  reason?: string;
}

/** What people requested of a run in progress, from any machine that shares the store. By run. */
export interface RunControl {
  /** No other instance starts while it is set. */
  hold?: RunMark;
  /** By instance id; `*` for all of them. */
  approvals?: Record<string, RunMark & { answer: 'yes' | 'skip' }>;
}

/** What a run in progress waits for, before its next instance. */
export interface RunWait {
  /** `store`: its records cannot be read, so nobody knows whether the run is held. */
  kind: 'hold' | 'freeze' | 'window' | 'veto' | 'store' | 'approval';
  reason: string;
  /** ISO 8601. */
  since: string;
  /** ISO 8601; absent when nobody knows. */
  until?: string;
  /** The instance that would be next. */
  ssi?: string;
  /** For an approval, what is to be approved: the id of an instance; `*` for all that remain; `image`. */
  approves?: string;
}

/** One line of progress, as people read it. */
export interface RunLine {
  /** The number of its event. */
  counter: number;
  /** ISO 8601. */
  created: string;
  ssi?: string;
  text: string;
}

/** What a run does now; the ledger has the instances. By run. */
export interface RunStatus {
  run: string;
  /** The fencing number of its lease. */
  lease: number;
  /** `alice@laptop` */
  operator: string;
  pid: number;
  /** The names of its groups, in the order of the ledger. */
  groupNames: string[];
  /** The instance in progress, and the last line about it. */
  doing?: { ssi?: string; text: string; since: string };
  /** The id of the instance in progress, once its recycle was requested. */
  requested?: string;
  /** Since when a stop is requested, ISO 8601. */
  stopRequestedAt?: string;
  waitsFor?: RunWait;
  /** The last lines, oldest first; bounded. */
  lines: RunLine[];
}
