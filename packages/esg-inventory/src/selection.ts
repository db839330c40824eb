import { type Filter, type InventorySettings, matchesGlob } from '@esg-recycler/core';
import { type Group, type UnreadableGroup, type StatefulInstance, tagsOf } from '@esg-recycler/spotinst-client';
import { driftOf, tellsDrift } from './drift.ts';

export type SelectionSettings = Pick<InventorySettings, 'regions' | 'includeFilters' | 'excludeFilters'>;

/** True, false, or undefined: not to be told yet. */
type Verdict = boolean | undefined;

/** What is known when a filter is asked; what is absent is not known yet. */
interface Facts {
  group: Group;
  state?: string;
  /** Null: it cannot be told, so neither `true` nor `false` means it. */
  drift?: boolean | null;
  /** Whether the group's tags cannot be read, nor its region where that is null. */
  isUnreadable?: boolean;
}

/** Which instances are meant by `regions` and the three filters. */
export interface HostSelection {
  /** The groups that the including filters name by their ids. */
  ids: readonly string[];
  /** Whether nothing beyond {@link ids} is meant. */
  isConfined: boolean;
  /** What `regions` and filters say of groups that holds for none of these: `region "us-wset-2"`. */
  unmatched(groups: readonly Group[]): string[];
  /** Whether anything of a group may be meant: what need not be asked for is not. */
  mayMean(group: Group): boolean;
  /** The same for a group of which only id and name, and perhaps its region, can be read. */
  mayMeanUnreadable(group: UnreadableGroup): boolean;
  /**
   * Whether an instance may be meant.
   *
   * @param imagesMayCome whether its image, if it is unknown, may still become known
   */
  mayMeanInstance(group: Group, instance: StatefulInstance, imagesMayCome: boolean): boolean;
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

/** The ids that a filter names, globs left out. */
const idsIn = ({ id = [] }: Filter): string[] => id.map(String).filter((one) => !one.includes('*'));

/**
 * Filters as amazon.aws.aws_ec2 reads them: within one filter every key must hold and one of its values; one of the
 * including filters must hold and none of the excluding ones. A filter of which some part is not known yet (an
 * instance's state, while only its group is known) rules nothing out.
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
      const said = [inRegions, ...includeFilters, ...excludeFilters].flatMap((filter) =>
        Object.entries(filter).flatMap(([key, values]) => values.map((value) => ({ key, value }))),
      );
      const vain = said.filter(
        ({ key, value }) => !isOfInstances(key) && !groups.some((group) => judgeKey(key, [value], { group })),
      );
      return [...new Set(vain.map(({ key, value }) => `${key} ${JSON.stringify(value)}`))];
    },
    mayMeanUnreadable: ({ id, name, region }) =>
      verdictOn({ group: { id, name, region }, isUnreadable: true }) !== false,
    mayMean: (group) => verdictOn({ group, drift: tellsDrift(group) ? undefined : null }) !== false,
    mayMeanInstance(group, { state, imageId }, imagesMayCome) {
      const drift = imageId === null && imagesMayCome && tellsDrift(group) ? undefined : driftOf(group, imageId);
      return verdictOn({ group, state, drift }) !== false;
    },
  };
}

/** Means every instance: no filter at all. */
export const everything: SelectionSettings = { regions: [], includeFilters: [], excludeFilters: [] };
