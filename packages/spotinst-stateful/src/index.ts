export { locateCluster, readSnapshot, type Cluster, type Member } from './cluster/cluster.ts';
export type { Context, Patience, ReadContext } from './context.ts';
export { isDue, type DueCriteria } from './cluster/due.ts';
export { proveRecycle, type Evidence, type Expectation, type Launch, type Proof } from './recycle/evidence.ts';
export { monotonicClock, type Clock } from './watch/follow.ts';
export { liftFence, type LiftContext } from './fence/fence-lift.ts';
export { openFences, type Fence, type FenceMark } from './fence/fence-journal.ts';
export { fencedProcesses } from './fence/fence-plan.ts';
export { awaitedGatesOf, awaitsGate, type AwaitedGate } from './gate/gate-records.ts';
export { judgeGroup, judgeInstance, refuseIfBlocked } from './rules/findings.ts';
export { openIntentsOf, type RecycleIntent } from './intents/intents.ts';
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
} from './cluster/inspect.ts';
export { leaseTime, withLease } from './lease/lease.ts';
export { listInstances, type InstanceList } from './cluster/list.ts';
export { passGate, type PassResult } from './gate/pass-gate.ts';
export { recover, refuseWhileLeft, type Recovery } from './intents/recover.ts';
export { recycle, type RecycleOptions, type RecycleResult } from './recycle/recycle.ts';
export { resolveIntents, type ResolvedIntent } from './intents/resolve-intents.ts';
export { rootRecordsOf, type RootJournal, type RootRecords, type RootReplacement } from './root/root-records.ts';
export { resume, type ResumeOptions, type ResumeResult } from './recycle/resume.ts';
export { rules } from './rules/index.ts';
export type { GroupRead, GroupRule, InstanceRule, Snapshot } from './rules/rule.ts';
export { settleTime } from './watch/settle.ts';
export { beginTenure, endTenure } from './lease/tenure.ts';
