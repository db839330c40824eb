import { EsgError, ExitCode } from '@esg-recycler/core';
import { decide, type Facts, type InstanceFacts, instanceFacts, workLeft } from '@esg-recycler/instance-roller';
import type { ClusterView } from '@esg-recycler/spotinst-stateful';

/** One line of a plan: an instance, and what is to become of it. */
export interface PlannedInstance {
  ssi: string;
  /** The id of its group. */
  group: string;
  groupName: string;
  address: string | null;
  /** In Spot's spelling: `ACTIVE`. */
  state: string;
  image: string | null;
  /** The group's image; null when the group has none of its own. */
  target: string | null;
  launchedAt: string | null;
  /** Null when it cannot be told. */
  due: boolean | null;
  /** A recycle was requested by a run that did not live to see its end. */
  isUnderWay: boolean;
  /** It was recycled, and no check after it was passed since. */
  awaitsGate: boolean;
  /** `unclear`: Spot does not say enough to tell whether it is due. */
  action: 'recycle' | 'leave' | 'unclear';
  /** Why, for programs: `not-on-target`, `on-target`, `check-awaited`. */
  code: string;
  /** Why, for people. */
  why: string;
}

export interface PlanOptions {
  /** The ids of the groups whose instances are meant. */
  chosen: ReadonlySet<string>;
  /** Milliseconds since the epoch; instances launched before this are due as well. */
  since?: number;
  /** Ids, see {@link resolveLimit}; none means every instance. */
  limit?: readonly string[];
}

/** A plan, and the facts that it was decided by. */
export interface Plan {
  planned: PlannedInstance[];
  facts: ReadonlyMap<string, PlanFacts>;
}

/** What a plan knows of an instance; checks of the cluster add to it. */
export type PlanFacts = Facts & { instance: InstanceFacts };

type Candidate = Pick<PlannedInstance, 'ssi' | 'address'>;

/**
 * The ids behind a limit, which may name addresses. To be settled once: a recycle may change an address.
 *
 * @throws EsgError `limit-unknown`, exit code 2, when it names no instance
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

/** Whether nothing is left to do about an instance but to see its cluster healthy: no request is sent for it. */
export const isGateOnly = ({ awaitsGate, isUnderWay, due }: PlannedInstance): boolean =>
  awaitsGate && !isUnderWay && due === false;

/** What one instance is, and what the same decision as the role's says of it by what Spot has told so far. */
function planInstance(facts: PlanFacts, { esg, name }: { esg: string; name: string }): PlannedInstance {
  const { instance, ssi } = facts;
  const { stateful, target, due, address, isUnderWay, awaitsCheck } = instance;
  const decision = decide(facts);
  const left = workLeft(instance);
  const isUnmeant = decision?.code === 'not-in-run';
  // One on the target that is out is left alone as well: that it is out stands against every other one.
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
    code: isUnmeant ? 'not-in-run' : left.code,
    why: isUnmeant ? 'not in --limit' : left.why,
  };
}

/** What is half done comes first, then what is not well, for neither adds to what is out; then the rest. */
const rank = ({ action, isUnderWay, awaitsGate, state }: PlannedInstance): number => {
  if (action !== 'recycle') return 3;
  if (isUnderWay || awaitsGate) return 0;
  return state === 'ACTIVE' ? 2 : 1;
};

const byRank = (a: PlannedInstance, b: PlannedInstance): number =>
  rank(a) - rank(b) ||
  (a.address ?? '').localeCompare(b.address ?? '', 'en', { numeric: true }) ||
  a.ssi.localeCompare(b.ssi, 'en');

/** The instances of a plan in the order in which they are taken, as far as Spot alone tells. */
const inOrder = (planned: readonly PlannedInstance[]): PlannedInstance[] => planned.toSorted(byRank);

/** An instance as it was read, and the group that it is in. */
export interface PlanInput {
  instance: InstanceFacts;
  group: { esg: string; name: string };
}

/** Decides which instances are to be recycled, and in which order: the same facts make the same plan. */
export function planInstances(inputs: readonly PlanInput[], limit: readonly string[] = []): Plan {
  const facts = new Map<string, PlanFacts>();
  const planned = inputs.map(({ instance, group }) => {
    const { id: ssi } = instance.stateful;
    const known: PlanFacts = {
      ssi,
      isInRun: limit.length === 0 || limit.includes(ssi),
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

/** The plan that one reading of a cluster makes. */
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
