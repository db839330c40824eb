import { type Filter, type InventorySettings, matchesGlob } from '@esg-recycler/core';
import { type Group, type UnreadableGroup, type StatefulInstance, tagsOf } from '@esg-recycler/spotinst-client';
import { driftOf, canDetermineDrift } from './drift.ts';

export type SelectionSettings = Pick<InventorySettings, 'regions' | 'includeFilters' | 'excludeFilters'>;

/** True, false, or undefined: not known yet. */
type Verdict = boolean | undefined;

/** The known facts when a filter is evaluated; absent facts are not known yet. */
interface Facts {
  group: Group;
  state?: string;
  /** Null: it cannot be determined, so neither `true` nor `false` matches. */
  drift?: boolean | null;
  /** Whether the tags of the group cannot be read, and its region if that is null. */
  isUnreadable?: boolean;
}

/** The selection of instances by `regions` and the three filters. */
export interface HostSelection {
  /** The group ids in the including filters. */
  ids: readonly string[];
  /** Whether only {@link ids} can match. */
  isConfined: boolean;
  /** The values of `regions` and filters that match none of these groups: `region "us-wset-2"`. */
  unmatched(groups: readonly Group[]): string[];
  /** Whether any instance of a group can match. If not, its instances are not read. */
  mayMatch(group: Group): boolean;
  /** The same for a group with only id, name, and maybe region. */
  mayMatchUnreadable(group: UnreadableGroup): boolean;
  /**
   * Whether an instance can match.
   *
   * @param imagesMayCome whether an unknown image can still become known
   */
  mayMatchInstance(group: Group, instance: StatefulInstance, imagesMayCome: boolean): boolean;
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function any(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function judgeKey(
  key: string,
  values: readonly (string | boolean)[],
  { group, state, drift, isUnreadable }: Facts,
): Verdict {
  const matches = (text: string | null | undefined): boolean =>
    typeof text === 'string' && values.some((value) => matchesGlob(text, String(value)));
  if (key === 'id') return matches(group.id);
  if (key === 'name') return matches(group.name);
  if (isUnreadable && (key.startsWith('tag:') || (key === 'region' && group.region === null))) return undefined;
  if (key === 'region') return matches(group.region);
  if (key === 'state') return state === undefined ? undefined : matches(state);
  if (key === 'image_drift') return drift === undefined ? undefined : drift !== null && values.includes(drift);
  return matches(new Map(Object.entries(tagsOf(group))).get(key.slice('tag:'.length)));
}

const judge = (filter: Filter, facts: Facts): Verdict =>
  all(Object.entries(filter).map(([key, values]) => judgeKey(key, values, facts)));

const isOfInstances = (key: string): boolean => key === 'state' || key === 'image_drift';

/** The ids in a filter, without globs. */
const idsIn = ({ id = [] }: Filter): string[] => id.map(String).filter((one) => !one.includes('*'));

/**
 * Filters as in amazon.aws.aws_ec2: within one filter, every key must match one of its values. One of the including
 * filters must match, and none of the excluding ones. A filter with an unknown part (the state of an instance, while only
 * its group is known) excludes nothing.
 */
export function createSelection({ regions, includeFilters, excludeFilters }: SelectionSettings): HostSelection {
  const inRegions: Filter = regions.length > 0 ? { region: regions } : {};

  const verdictOn = (facts: Facts): Verdict => {
    const included = includeFilters.length > 0 ? any(includeFilters.map((filter) => judge(filter, facts))) : true;
    const excluded = any(excludeFilters.map((filter) => judge(filter, facts)));
    return all([judge(inRegions, facts), included, excluded === undefined ? undefined : !excluded]);
  };

  return {
    ids: [...new Set(includeFilters.flatMap(idsIn))],
    isConfined:
      includeFilters.length > 0 && includeFilters.every((filter) => filter['id']?.length === idsIn(filter).length),
    unmatched(groups) {
      const values = [inRegions, ...includeFilters, ...excludeFilters].flatMap((filter) =>
        Object.entries(filter).flatMap(([key, given]) => given.map((value) => ({ key, value }))),
      );
      const unmatched = values.filter(
        ({ key, value }) => !isOfInstances(key) && !groups.some((group) => judgeKey(key, [value], { group })),
      );
      return [...new Set(unmatched.map(({ key, value }) => `${key} ${JSON.stringify(value)}`))];
    },
    mayMatchUnreadable: ({ id, name, region }) =>
      verdictOn({ group: { id, name, region }, isUnreadable: true }) !== false,
    mayMatch: (group) => verdictOn({ group, drift: canDetermineDrift(group) ? undefined : null }) !== false,
    mayMatchInstance(group, { state, imageId }, imagesMayCome) {
      const drift = imageId === null && imagesMayCome && canDetermineDrift(group) ? undefined : driftOf(group, imageId);
      return verdictOn({ group, state, drift }) !== false;
    },
  };
}

/** Selects every instance: no filters. */
export const everything: SelectionSettings = { regions: [], includeFilters: [], excludeFilters: [] };
