export { checkMembers } from './cluster/check-members.ts';
export {
  asLeased,
  groupIdsOf,
  locateCluster,
  selectCluster,
  type Cluster,
  type ClusterSelection,
  type Member,
  type SelectedCluster,
} from './cluster/cluster.ts';
export { readGroups, readSnapshot, snapshotFrom, type SnapshotOptions } from './read/read-snapshot.ts';
export {
  instancesOf,
  readMembers,
  viewCluster,
  type ClusterView,
  type GroupView,
  type InstanceView,
  type MemberView,
  type ViewOptions,
} from './read/view.ts';
export type { Context, InspectContext, WaitLimits, ReadContext } from './context.ts';
export { isDue, type DueCriteria } from './read/due.ts';
export { verifyRecycle, type Evidence, type Expectation, type Verification } from './verification/evidence.ts';
export { type Launch } from './records/launch.ts';
export { type MonotonicClock } from './clock.ts';
export { monotonicClock } from './clock.ts';
export { liftSuspensions, type LiftContext } from './suspensions/lift-suspensions.ts';
export { openSuspensionJournals, type SuspensionJournal } from './records/suspension-journal.ts';
export type { SuspensionMark } from './marks/ends.ts';
export { suspendedProcesses } from './marks/pattern.ts';
export { describeProtection } from './suspensions/protection.ts';
export { rolledElsewhere } from './marks/elsewhere.ts';
export { foreignMarks } from './read/foreign-marks.ts';
export { awaitedGatesOf, awaitsGate, type AwaitedGate } from './records/gate-records.ts';
export { judgeGroup, judgeInstance, refuseIfBlocked } from './rules/findings.ts';
export { describeImage, type ResolvedImage } from './image/resolve-images.ts';
export type { ImageChange } from './image/image-errors.ts';
export { setImages, type SetImagesOptions } from './image/set-images.ts';
export { imageJournalsOf, type ImageJournal } from './records/image-journal.ts';
export { openIntentsOf, type RecycleIntent } from './records/intents.ts';
export {
  inspectInstance,
  inspectMembers,
  type ClusterInspection,
  type ClusterMember,
  type Inspection,
  type InspectOptions,
} from './read/inspect.ts';
export { leaseTime, withLease } from './under-lease/with-lease.ts';
export { listInstances, type InstanceList } from './read/list.ts';
export { passGate, type PassResult } from './under-lease/pass-gate.ts';
export { recover, refuseWhileRemaining, type Recovery } from './recycle/recover.ts';
export { type CallerCheck, repeatedCheck, type RepeatedCheck } from './recycle/repeat-check.ts';
export { recycle, type AssessedInstance, type RecycleOptions, type RecycleResult } from './recycle/recycle.ts';
export { requestWithheld, withheld } from './recycle/request-withheld.ts';
export { resolveIntents, type ResolvedIntent } from './intents/resolve-intents.ts';
export { rootRecordsOf, type RootJournal, type RootRecords, type RootReplacement } from './records/root-records.ts';
export { resume, type ResumeOptions, type ResumeResult } from './recycle/resume.ts';
export { settle, type Settled } from './recycle/settle.ts';
export { rules } from './rules/index.ts';
export type { GroupRead, GroupRule, InstanceRule, ClusterSnapshot } from './rules/rule.ts';
export { checkWatchFits, firstWatchMs } from './watch/first-watch.ts';
export { settleTime } from './watch/settle.ts';
export { rootNotRestored } from './root/restore-root-persistence.ts';
export type { StopFile } from './stop-file.ts';
export { checkStop } from './check-stop.ts';
export { beginLeaseSession, endLeaseSession } from './lease/lease-session.ts';
export { emitRateLimit } from './rate-limit-event.ts';
export { contextOf, report, withContext, withSession, withStopSignal, type StatefulSession } from './session.ts';
export { withReasons } from './rules/reasons.ts';
export { planHorizonMs } from './read/horizon.ts';
export { freezeTag } from './rules/freeze.ts';
