import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import {
  foreignMarks,
  groupIdsOf,
  rolledElsewhere,
  rootRecordsOf,
  selectCluster,
} from '@esg-recycler/spotinst-stateful';
import { createPlanReader } from '../cluster/read-plan.ts';
import { lockedBy, rollUnderWay, type RollUnderWay } from '../cluster/roll-under-way.ts';
import { otherNotActive } from '../plan/plan-findings.ts';
import { lastLedger } from '../record/last-ledger.ts';
import { unfinishedInstance } from '../record/ledger.ts';
import { blockedBy } from '../run/objection.ts';
import type { ReadListing } from './accounts.ts';
import type { CampaignOptions } from './campaign-file.ts';
import type { CampaignCluster } from './resolve-waves.ts';

/** A cluster as Spot and the records show it. */
export interface CampaignReading {
  /** The number of instances. */
  total: number;
  /** The number of instances that a run would recycle. */
  due: number;
  /** The number of instances for which Spot does not report enough to decide. */
  unclear: number;
  /** Why the first instance is due. */
  why?: string;
  /** What an interrupted or failed run left to do. */
  remaining?: string;
  /**
   * The findings that would block a run; its health checks are not part of it. With nothing to do for a run: why the
   * cluster is not done, because an instance is down, or another machine rolls it.
   */
  blocks: Finding[];
  /** A roll that is in progress. */
  rolling?: RollUnderWay;
  /** The last run, by the records. */
  last?: Ledger;
  /** Why the cluster cannot be read. */
  problem?: EsgError;
}

const empty: CampaignReading = { total: 0, due: 0, unclear: 0, blocks: [] };

/** Whether a campaign starts a run for it. */
export const needsRun = ({ due, unclear, remaining, problem }: CampaignReading): boolean =>
  due > 0 || unclear > 0 || remaining !== undefined || problem !== undefined;

const leaseHeld = { code: 'lease-held', exitCode: ExitCode.leaseHeld };

/** The instances that are down, which block what follows their cluster. */
const downIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }) => code === otherNotActive).map((finding) => ({ ...finding, severity: 'block' }));

/**
 * Why the campaign must not continue after a cluster that needs no run: somebody else still rolls or checks it, or an
 * instance is down. Undefined when it is done.
 */
export const obstacleOf = (cluster: string, { rolling, blocks }: CampaignReading): EsgError | undefined =>
  rolling ? lockedBy(cluster, leaseHeld, rolling) : blockedBy(blocks);

/** A run would first clean up after the last one, also when no instance is due. */
async function remainingOf(
  store: Store,
  groups: readonly string[],
  last: Ledger | undefined,
): Promise<string | undefined> {
  if ((await rootRecordsOf(store, groups)).journals.length > 0) return 'root persistence is not restored';
  if (last === undefined) return undefined;
  if (last.finishedAt === undefined) return `run ${last.run} was interrupted`;
  return unfinishedInstance(last) === undefined ? undefined : `run ${last.run} failed; the cluster may need a restore`;
}

export interface ReadSource {
  listing: ReadListing;
  store: Store;
  options: CampaignOptions;
  /** Whether a cluster without work is read for the marks of other machines too. */
  withMarks: boolean;
}

/**
 * Reads a cluster with one request per group, or two where it needs no run, and evaluates it as `plan` does. Changes
 * nothing. An error of Spot or of the settings becomes part of the reading, because the other clusters must still be shown.
 */
export async function readCluster(
  { name }: CampaignCluster,
  { listing, store, options, withMarks }: ReadSource,
): Promise<CampaignReading> {
  const { access, clients, clusters, groups: listedGroups } = listing;
  const { since, replaceRoot, timeoutMs, overrides } = options;
  try {
    const known = listedGroups.map(({ accountId, id, name: groupName }) => ({
      accountId,
      group: { id, name: groupName },
    }));
    const cluster = selectCluster(known, { clients, clusters }, { cluster: name });
    const groups = groupIdsOf(cluster);
    const read = createPlanReader({
      settings: access.settings,
      cluster,
      store,
      since,
      limit: [],
      replaceRoot,
      timeoutMs,
    });
    const [rolling, last, { planned, findings }] = await Promise.all([
      rollUnderWay(store, groups),
      lastLedger(store, groups),
      read({ withDeployments: false }),
    ]);
    const due = planned.filter(({ action }) => action === 'recycle');
    const reading: CampaignReading = {
      total: planned.length,
      due: due.length,
      unclear: planned.filter(({ action }) => action === 'unclear').length,
      why: due[0]?.why,
      remaining: rolling ? undefined : await remainingOf(store, groups, last),
      blocks: blocking(findings),
      rolling,
      last,
    };
    if (needsRun(reading)) return reading;
    const takeOver = overrides.find(({ rule }) => rule === rolledElsewhere)?.reason;
    const marks = withMarks && !rolling ? await foreignMarks({ store, takeOver }, cluster) : [];
    return { ...reading, blocks: [...blocking(marks), ...downIn(findings)] };
  } catch (error) {
    if (error instanceof EsgError) return { ...empty, problem: error };
    throw error;
  }
}
