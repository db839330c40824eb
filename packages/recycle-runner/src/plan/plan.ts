import { EsgError, ExitCode } from '@esg-recycler/core';
import { decide, type Facts, type InstanceFacts, instanceFacts, workLeft } from '@esg-recycler/instance-roller';
import type { ClusterView } from '@esg-recycler/spotinst-stateful';

/** One row of a plan: an instance, and the action for it. */
export interface PlannedInstance {
  ssi: string;
  /** The id of its group. */
  group: string;
  groupName: string;
  address: string | null;
  /** As Spot spells it: `ACTIVE`. */
  state: string;
  image: string | null;
  /** The group's image; null when the group has none of its own. */
  target: string | null;
  launchedAt: string | null;
  /** Null when it cannot be determined. */
  due: boolean | null;
  /** An interrupted run requested its recycle, and its end is not recorded. */
  isUnderWay: boolean;
  /** It was recycled, and no health check has passed since. */
  awaitsGate: boolean;
  /** `unclear`: Spot does not report enough to determine whether it is due. */
  action: 'recycle' | 'leave' | 'unclear';
  /** Why, for programs: `not-on-target`, `on-target`, `check-awaited`. */
  code: string;
  /** Why, for people. */
  why: string;
}

export interface PlanOptions {
  /** The ids of the groups in this run. */
  chosen: ReadonlySet<string>;
  /** Milliseconds since the epoch; instances launched before this are also due. */
  since?: number;
  /** Ids, see {@link resolveLimit}; absent for every instance. */
  limit?: readonly string[];
}

/** A plan, and the facts behind it. */
export interface Plan {
  planned: PlannedInstance[];
  facts: ReadonlyMap<string, PlanFacts>;
}

/** The facts about an instance; health checks add to them. */
export type PlanFacts = Facts & { instance: InstanceFacts };

type Candidate = Pick<PlannedInstance, 'ssi' | 'address'>;

/**
 * The instance ids for a limit, which may hold addresses. Resolve it once: a recycle may change an address.
 *
 * @throws EsgError `limit-unknown`, exit code 2, when no instance matches
 */
export const resolveLimit = (candidates: readonly Candidate[], limit: readonly string[]): string[] =>
  limit.map((selector) => {
    const found = candidates.find(({ ssi, address }) => selector === ssi || selector === address);
    if (found) return found.ssi;
    const known = candidates.map(({ ssi, address }) => (address ? `${ssi} (${address})` : ssi));
    throw new EsgError(`--limit ${selector}: no such instance`, {
      code: 'limit-unknown',
      exitCode: ExitCode.usage,
      hint: `Name one of: ${known.join(', ')}`,
    });
  });

/** Whether another run began this recycle. */
export const isContinued = ({ action, isUnderWay, awaitsGate }: PlannedInstance): boolean =>
  action === 'recycle' && (isUnderWay || awaitsGate);

/** Whether only the health check after the recycle is left: no recycle is requested for the instance. */
export const isGateOnly = ({ awaitsGate, isUnderWay, due }: PlannedInstance): boolean =>
  awaitsGate && !isUnderWay && due === false;

/** One row, by the same decision as the role's, from what Spot reports. */
function planInstance(facts: PlanFacts, { esg, name }: { esg: string; name: string }): PlannedInstance {
  const { instance, ssi } = facts;
  const { stateful, target, due, address, isUnderWay, awaitsCheck } = instance;
  const decision = decide(facts);
  const left = workLeft(instance);
  const isExcluded = decision?.code === 'not-in-run';
  // An instance on the target stays as it is even when it is down: it then blocks all other instances.
  const isDone = decision?.decision === 'skip' || left.code === 'on-target';
  const isUnclear = left.code === 'image-unknown';
  return {
    ssi,
    group: esg,
    groupName: name,
    address,
    state: stateful.state,
    image: stateful.imageId,
    target,
    launchedAt: stateful.launchedAt,
    due,
    isUnderWay,
    awaitsGate: awaitsCheck,
    action: isDone ? 'leave' : isUnclear ? 'unclear' : 'recycle',
    code: isExcluded ? 'not-in-run' : left.code,
    why: isExcluded ? 'not in --limit' : left.why,
  };
}

/** Interrupted recycles first, then instances that are down: neither adds an instance that is down. Then the rest. */
const rank = ({ action, isUnderWay, awaitsGate, state }: PlannedInstance): number => {
  if (action !== 'recycle') return 3;
  if (isUnderWay || awaitsGate) return 0;
  return state === 'ACTIVE' ? 2 : 1;
};

const byRank = (a: PlannedInstance, b: PlannedInstance): number =>
  rank(a) - rank(b) ||
  (a.address ?? '').localeCompare(b.address ?? '', 'en', { numeric: true }) ||
  a.ssi.localeCompare(b.ssi, 'en');

/** The order of a plan as far as Spot alone determines it. */
const inOrder = (planned: readonly PlannedInstance[]): PlannedInstance[] => planned.toSorted(byRank);

/** An instance as read, with its group. */
export interface PlanInput {
  instance: InstanceFacts;
  group: { esg: string; name: string };
}

/** Decides which instances to recycle, and in which order. The same facts always make the same plan. */
export function planInstances(inputs: readonly PlanInput[], limit?: readonly string[]): Plan {
  const facts = new Map<string, PlanFacts>();
  const planned = inputs.map(({ instance, group }) => {
    const { id: ssi } = instance.stateful;
    const known: PlanFacts = {
      ssi,
      isInRun: limit?.includes(ssi) ?? true,
      unfinished: [],
      inventory: {},
      leader: 'defer',
      overridden: [],
      instance,
    };
    facts.set(ssi, known);
    return planInstance(known, group);
  });
  return { planned: inOrder(planned), facts };
}

/** Plans from one reading of a cluster. */
export const planRoll = (view: ClusterView, { chosen, since, limit }: PlanOptions): Plan =>
  planInstances(
    view.groups
      .filter(({ esg }) => chosen.has(esg))
      .flatMap((group) =>
        group.instances.flatMap(({ stateful }) => {
          const instance = instanceFacts(view, stateful.id, since);
          return instance ? [{ instance, group }] : [];
        }),
      ),
    limit,
  );
