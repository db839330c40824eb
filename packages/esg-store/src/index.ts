export { openCache, type Cache, type Warn } from './cache.ts';
export { keepLease, type LeaseKeeper } from './keep-lease.ts';
export { decodeLease, encodeLease, type Lease, type LeasedCluster, type LeaseToken } from './lease.ts';
export type { Leases, RecordedLease } from './leases.ts';
export { isSameOwner, ownerExists, ownerIsGone, ownerOf, type Owner } from './owner.ts';
export type {
  Intent,
  Journal,
  Ledger,
  LedgerCheck,
  LedgerError,
  LedgerEvidence,
  LedgerFinding,
  LedgerInstance,
  LedgerOrigin,
  LedgerCanary,
  LedgerImages,
  LedgerOverride,
  LedgerPhase,
  LedgerState,
  RunMark,
  RunControl,
  RunLine,
  RunStatus,
  RunWait,
  SeenInstance,
  InstanceSnapshot,
  SnapshotDevice,
  LeaseSession,
} from './record-types.ts';
export type { Records } from './records.ts';
export { openSharedRedis, type SharedRedis } from './shared-redis.ts';
export { openStore, type Store } from './store.ts';
