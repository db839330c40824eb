export { locateCluster, readSnapshot, type Cluster, type Member } from './cluster.ts';
export type { Context, Patience, ReadContext } from './context.ts';
export { isDue, type DueCriteria } from './due.ts';
export { proveRecycle, type Evidence, type Expectation, type Launch, type Proof } from './evidence.ts';
export { monotonicClock, type Clock } from './follow.ts';
export { liftFence, type LiftContext } from './fence-lift.ts';
export { openFences, type Fence, type FenceMark } from './fence-journal.ts';
export { fencedProcesses } from './fence-plan.ts';
export { awaitedGatesOf, awaitsGate, type AwaitedGate } from './gate-records.ts';
export { judgeGroup, judgeInstance, refuseIfBlocked } from './findings.ts';
export { openIntentsOf, type RecycleIntent } from './intents.ts';
export {
  inspectGroup,
  inspectInstance,
  inspectMembers,
  type ClusterInspection,
  type ClusterMember,
  type GroupInspection,
  type InspectedInstance,
  type Inspection,
  type InspectOptions,
} from './inspect.ts';
export { leaseTime, withLease } from './lease.ts';
export { listInstances, type InstanceList } from './list.ts';
export { passGate, type PassResult } from './pass-gate.ts';
export { recover, refuseWhileLeft, type Recovery } from './recover.ts';
export { recycle, type RecycleOptions, type RecycleResult } from './recycle.ts';
export { resolveIntents, type ResolvedIntent } from './resolve-intents.ts';
export { rootRecordsOf, type RootJournal, type RootRecords, type RootReplacement } from './root-records.ts';
export { resume, type ResumeOptions, type ResumeResult } from './resume.ts';
export { rules } from './rules/index.ts';
export type { GroupRead, GroupRule, InstanceRule, Snapshot } from './rules/rule.ts';
export { settleTime } from './settle.ts';
export { beginTenure, endTenure } from './tenure.ts';
