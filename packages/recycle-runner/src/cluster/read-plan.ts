import { commandOf, EsgError, ExitCode, type Finding, type Settings } from '@esg-recycler/core';
import type { InstanceSnapshot, Ledger, LedgerOverride, Store } from '@esg-recycler/esg-store';
import {
  type ClusterView,
  type ImageChange,
  instancesOf,
  type InstanceView,
  planHorizonMs,
  type Verification,
  verifyRecycle,
  type SelectedCluster,
  viewCluster,
  type ViewOptions,
} from '@esg-recycler/spotinst-stateful';
import { imageFindings } from '../image/image-findings.ts';
import { planFindings } from '../plan/plan-findings.ts';
import { type Plan, planRoll, resolveLimit } from '../plan/plan.ts';
import { planRollback, type RollbackPlan } from '../rollback/plan-rollback.ts';
import { rollbackImages } from '../rollback/rollback-images.ts';
import { uncertainGroups, withoutUnchanged } from '../rollback/unchanged-groups.ts';

export interface PlanReaderOptions {
  settings: Settings;
  cluster: SelectedCluster;
  store: Store;
  /** Milliseconds since the epoch. */
  since?: number;
  /** Ids or addresses. */
  limit: readonly string[];
  /** Whether persisted root volumes are replaced. */
  replaceRoot: boolean;
  /** How long one recycle may take, in milliseconds. */
  timeoutMs: number;
  /** The image to set on the groups first. */
  image?: string;
  /** The id of the run to roll back. */
  rollback?: string;
  overrides?: readonly LedgerOverride[];
  /** Why a mark of another machine may be taken over. */
  takeOver?: string;
}

/** One reading of the cluster, and its plan. */
export interface PlanReading extends Plan {
  view: ClusterView;
  /** What blocks the plan or must be shown with it. */
  findings: Finding[];
  /** The images to set before the first recycle: those of the groups that have another one. */
  imageChanges: ImageChange[];
  /** The run to roll back. */
  rolledBack?: Ledger;
  /** The instance now; undefined when its group no longer lists it. */
  snapshotOf: (ssi: string) => InstanceSnapshot | undefined;
  /** The instance before the recycle in progress, else now; undefined when it is not listed. */
  startOf: (ssi: string) => InstanceSnapshot | undefined;
  /** Compares the instance with its earlier state and its target image; undefined when it is not listed. */
  verify: (ssi: string, before: InstanceSnapshot, target: string) => Verification | undefined;
}

export interface ReadPlanOptions {
  withDeployments?: boolean;
  /** Whether the images are still to be set: the groups are then evaluated as if they had them. */
  isBeforeImages?: boolean;
}

const candidateOf = ({ stateful, address }: InstanceView) => ({ ssi: stateful.id, address });

/** The run to roll back, and the images that it restores. */
interface RollbackSource {
  ledger: Ledger;
  images: Record<string, string>;
}

async function readRollback({ ledgers }: Store, run: string, image?: string): Promise<RollbackSource> {
  const ledger = await ledgers.get(run);
  if (ledger) return { ledger, images: rollbackImages(ledger, image).images };
  throw new EsgError(`The record of run ${run} was removed`, {
    code: 'run-unknown',
    exitCode: ExitCode.usage,
    hint: `Roll to the old image: ${commandOf('recycle-runner', '--esg GROUP --image AMI')}`,
  });
}

/** The images that the groups will have, by id. */
const imagesOf = (chosen: ReadonlySet<string>, image: string | undefined): Record<string, string> =>
  image === undefined ? {} : Object.fromEntries([...chosen].map((group) => [group, image]));

const changesOf = ({ groups }: ClusterView, images: Readonly<Record<string, string>>): ImageChange[] =>
  groups.flatMap(({ esg, image: before }) => {
    const image = images[esg];
    return image === undefined || image === before ? [] : [{ group: esg, before, image }];
  });

/** The rows of a rollback name why an instance stays as it is. */
const withReasons = ({ planned, facts }: Plan, { left }: RollbackPlan): Plan => ({
  facts,
  planned: planned.map((one) => (one.action === 'recycle' ? one : { ...one, why: left.get(one.ssi) ?? one.why })),
});

/** Reads the cluster; a plan also needs its deployments. */
export type ReadPlan = (options?: ReadPlanOptions) => Promise<PlanReading>;

const asSnapshot = ({ instanceId, imageId, privateIp, launchedAt, devices }: InstanceSnapshot): InstanceSnapshot => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});

/**
 * Reads the cluster at every call, with the recorded recycles in progress; never from a cache.
 *
 * @returns a function that throws EsgError `limit-unknown`, `run-unknown`, exit code 2, at its first call
 */
export function createPlanReader(options: PlanReaderOptions): ReadPlan {
  const { settings, cluster, store, since, limit, replaceRoot, timeoutMs, takeOver, image, overrides } = options;
  const chosen = new Set(cluster.chosen.map(({ group }) => group.id));
  const { wantStatus } = settings.inventory;
  let limitIds: string[] | undefined;
  let source: RollbackSource | undefined;
  let rollback: RollbackSource | undefined;
  const viewWith = (view: ViewOptions): Promise<ClusterView> =>
    viewCluster({ store, takeOver }, cluster, {
      since,
      replaceRoot,
      timeoutMs,
      leastHorizonMs: planHorizonMs,
      withStatus: wantStatus,
      ...view,
    });
  /** Which images a rollback restores is decided until the first of them is set. */
  const readSource = async (run: string, isBeforeImages: boolean): Promise<RollbackSource> => {
    source ??= await readRollback(store, run, image);
    if (rollback && !isBeforeImages) return rollback;
    if (uncertainGroups(source.ledger).length === 0) return source;
    const { groups } = await viewWith({ withDeployments: false, withStatus: false });
    return { ...source, images: withoutUnchanged(source.images, source.ledger, groups) };
  };

  return async ({ withDeployments = false, isBeforeImages = false } = {}) => {
    if (options.rollback !== undefined) rollback = await readSource(options.rollback, isBeforeImages);
    const images = rollback?.images ?? imagesOf(chosen, image);
    const view = await viewWith({ withDeployments, ...(isBeforeImages && { images }) });
    const meant = instancesOf(view).filter(({ esg }) => chosen.has(esg));
    const rolledBack = rollback && planRollback(rollback.ledger, view, rollback.images, overrides);
    limitIds ??= rolledBack?.instances ?? (limit.length > 0 ? resolveLimit(meant.map(candidateOf), limit) : undefined);
    const planned = planRoll(view, { chosen, since, limit: limitIds });
    const plan = rolledBack ? withReasons(planned, rolledBack) : planned;
    const imageChanges = changesOf(view, images);
    const find = (ssi: string) => meant.find(({ stateful }) => stateful.id === ssi);
    const snapshotOf = (ssi: string): InstanceSnapshot | undefined => {
      const found = find(ssi);
      return found && asSnapshot(found.stateful);
    };
    return {
      ...plan,
      view,
      findings: [
        ...planFindings(view, chosen, plan.planned),
        ...(rolledBack?.findings ?? []),
        ...imageFindings(view.groups, imageChanges),
      ],
      imageChanges,
      rolledBack: rollback?.ledger,
      snapshotOf,
      startOf: (ssi) => {
        const intent = view.intents.find((one) => one.ssi === ssi);
        return intent ? asSnapshot(intent) : snapshotOf(ssi);
      },
      verify: (ssi, before, target) => {
        const found = find(ssi);
        const persistence = view.groups.find(({ esg }) => esg === found?.esg)?.persistence;
        if (!found || !persistence) return undefined;
        const replacesRoot = replaceRoot && persistence.rootDevice;
        return verifyRecycle(before, found.stateful, { target, persistence, replacesRoot });
      },
    };
  };
}
