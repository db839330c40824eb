import {
  checkClusters,
  clusterOf,
  commandOf,
  type Clusters,
  didYouMean,
  type GroupName,
  isSelectedBy,
  matchesGlob,
} from '@esg-recycler/core';
import { campaignInvalid, type CampaignWave } from './campaign-file.ts';

/** A group as the list of its account shows it. */
export interface CampaignGroup extends GroupName {
  accountId: string;
  /** Null when the group cannot be read: then it may have any tags. */
  tags: Readonly<Record<string, string>> | null;
  isStateful: boolean;
}

/** The groups that one set of credentials can see, and their clusters. */
export interface Listing {
  groups: readonly CampaignGroup[];
  clusters: Clusters;
}

/** A cluster of a campaign: one of `clusters:` in the config file, or one group. */
export interface CampaignCluster {
  /** Unique in the campaign. */
  key: string;
  /** The index of its listing. */
  listing: number;
  name: string;
  /** Its accounts, for people. */
  account: string;
  /** What people call it: its name, or the name of its only group. */
  title: string;
}

export interface ResolvedWave {
  name: string;
  clusters: CampaignCluster[];
  /** The globs that match no group, which is not an error. */
  unmatched: string[];
}

const hasTags = ({ tags }: CampaignGroup, wanted: Readonly<Record<string, string>> = {}): boolean =>
  tags === null || Object.entries(wanted).every(([key, value]) => key in tags && matchesGlob(tags[key] ?? '', value));

const isIn = ({ groups, tags, accounts }: CampaignWave, group: CampaignGroup): boolean =>
  (groups ?? ['*']).some((selector) => isSelectedBy(group, selector)) &&
  hasTags(group, tags) &&
  (accounts?.includes(group.accountId) ?? true);

function clusterFor(listings: readonly Listing[], index: number, group: CampaignGroup): CampaignCluster {
  const { groups, clusters } = listings[index]!;
  const name = clusterOf(group, clusters);
  const members = groups.filter((one) => clusterOf(one, clusters) === name);
  const account = [...new Set(members.map(({ accountId }) => accountId))].join(', ');
  return { key: `${index}/${name}`, listing: index, name, account, title: name === group.id ? group.name : name };
}

/** Every cluster that has a stateful group for which `wants` holds, once. */
function clustersOf(listings: readonly Listing[], wants: (group: CampaignGroup) => boolean): CampaignCluster[] {
  const found = listings.flatMap(({ groups }, index) =>
    groups.filter((group) => group.isStateful && wants(group)).map((group) => clusterFor(listings, index, group)),
  );
  return [...new Map(found.map((cluster) => [cluster.key, cluster])).values()];
}

/** A misspelled id or name must not silently leave a group out. */
function checkSelector(selector: string, known: readonly CampaignGroup[], label: string, key: string): void {
  const found = known.filter((group) => isSelectedBy(group, selector));
  const quoted = JSON.stringify(selector);
  if (found.length === 0) {
    const near = didYouMean(selector, [...new Set(known.flatMap(({ id, name }) => [name, id]))]);
    throw campaignInvalid(label, key, `no group has the id or name ${quoted}.${near}`);
  }
  if (found.every(({ isStateful }) => !isStateful))
    throw campaignInvalid(label, key, `${quoted} is not stateful, so it cannot be recycled`);
}

const howToList = (): string =>
  `Correct its selectors, or remove the wave. Print every group, with its id and name: ${commandOf('esg-inventory', '--table')}`;

/** All of these must match, in the words of the file. */
const selectorsOf = ({ groups, tags, accounts }: CampaignWave): string =>
  Object.entries({ groups, tags, accounts })
    .flatMap(([key, value]) => (value === undefined ? [] : `${key}: ${JSON.stringify(value)}`))
    .join(', ');

const checkListings = (listings: readonly Listing[]): void => {
  for (const { clusters, groups } of listings) checkClusters(clusters, groups);
};

/**
 * The clusters of every wave. A cluster that several waves match belongs to the first one.
 *
 * @throws EsgError exit code 2: `campaign-invalid` for a group that does not exist and for a wave that matches nothing;
 *   `clusters-unknown`, `clusters-overlap`
 */
export function resolveWaves(
  waves: readonly CampaignWave[],
  listings: readonly Listing[],
  label: string,
): ResolvedWave[] {
  checkListings(listings);
  const known = listings.flatMap(({ groups }) => groups);
  const taken = new Set<string>();
  return waves.map((wave, index) => {
    const key = `waves[${index}]`;
    const isGlob = (selector: string): boolean => selector.includes('*');
    for (const [place, selector] of (wave.groups ?? []).entries())
      if (!isGlob(selector)) checkSelector(selector, known, label, `${key}.groups[${place}]`);
    const matched = clustersOf(listings, (group) => isIn(wave, group));
    if (matched.length === 0) {
      const problem = `no stateful group matches wave ${wave.name} (${selectorsOf(wave)})`;
      throw campaignInvalid(label, key, problem, howToList());
    }
    const clusters = matched.filter(({ key: one }) => !taken.has(one));
    for (const cluster of clusters) taken.add(cluster.key);
    const unmatched = (wave.groups ?? []).filter((selector) => known.every((group) => !isSelectedBy(group, selector)));
    return { name: wave.name, clusters, unmatched };
  });
}

/** Every cluster with a stateful group. */
export function allClusters(listings: readonly Listing[]): CampaignCluster[] {
  checkListings(listings);
  return clustersOf(listings, () => true);
}
