/** A volume of an instance, as Spot reports it. */
export interface SnapshotDevice {
  deviceName: string | null;
  volumeId: string | null;
  snapshotId: string | null;
}

/** What an instance was at one moment: two of them prove a recycle. */
export interface InstanceSnapshot {
  instanceId: string | null;
  imageId: string | null;
  privateIp: string | null;
  /** Spot's own time stamp, compared only with others of its kind. */
  launchedAt: string | null;
  devices: SnapshotDevice[];
}

/** Written before a recycle is requested; resolved by evidence. Without it a lost answer would mean a second request. */
export interface Intent {
  group: string;
  ssi: string;
  /** The instance that is to go. */
  instanceId: string | null;
  launchedAt: string | null;
  /** The image that it is to come back on. */
  target: string;
  /** ISO 8601, by our clock. */
  requestedAt: string;
  /** When Spot said that it accepts, ISO 8601, by our clock; absent while that is not known. */
  acceptedAt?: string;
  /** The fencing number of the lease that it was requested under. */
  number: number;
}

/** An instance as it was read at one moment. */
export interface SeenInstance extends InstanceSnapshot {
  id: string;
  /** In Spot's spelling: `ACTIVE`. */
  state: string;
}

/** What the last holder of a group's lease leaves to the next: how it ended, and what it knew of the group. */
export interface LeaseSession {
  /** The fencing number of its lease. */
  number: number;
  /** The instances of the group as it last knew them. */
  instances: SeenInstance[];
  /** A request that is not on record may be under way; absent once that is ruled out. */
  unsettled?: true;
  /** Whether it ended with nothing under way. */
  endedClean: boolean;
}

/** A change that has to be put back, whatever happens in between. */
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

export interface LedgerInstance {
  ssi: string;
  group: string;
  address: string | null;
  state: LedgerState;
  reason?: string;
  before?: InstanceSnapshot;
  after?: InstanceSnapshot;
}

/** A rule of the cluster's gate that a user spoke for, and why. */
export interface LedgerOverride {
  rule: string;
  reason: string;
}

/** One roll: every planned instance, named before the first is touched. */
export interface Ledger {
  run: string;
  cluster: string;
  groups: string[];
  /** The image of each group when the roll was planned, by group id. */
  target: Record<string, string>;
  since?: string;
  /** The kind of the gate that asks the cluster itself; absent where there is none. */
  gate?: string;
  overrides?: LedgerOverride[];
  /** ISO 8601. */
  startedAt: string;
  finishedAt?: string;
  outcome?: string;
  instances: LedgerInstance[];
}
