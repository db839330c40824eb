import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { matchesGlob } from './glob.ts';
import { didYouMean } from './nearest.ts';

/** What decides which cluster a group belongs to. */
export interface GroupName {
  id: string;
  name: string;
}

/** The `clusters:` setting: cluster name → group ids, names or globs (`*` stands for any text). */
export type Clusters = Record<string, string[]>;

/** Whether a group is meant by a selector: its id, its exact name, or a glob over either. */
export const isSelectedBy = (group: GroupName, selector: string): boolean =>
  matchesGlob(group.id, selector) || matchesGlob(group.name, selector);

/**
 * The cluster of a group: the one that names it under `clusters:`, else the group by itself.
 *
 * @throws EsgError `clusters-overlap`, exit code 2: in two clusters, one instance of each could be out at once
 */
export function clusterOf(group: GroupName, clusters: Clusters): string {
  const names = Object.entries(clusters)
    .filter(([, selectors]) => selectors.some((selector) => isSelectedBy(group, selector)))
    .map(([name]) => name);
  if (names.length < 2) return names[0] ?? group.id;
  throw new EsgError(`clusters: ${group.id} (${group.name}) is named in several: ${names.join(', ')}`, {
    code: 'clusters-overlap',
    exitCode: ExitCode.usage,
    hint: 'Name it in one of them only, by its id or by a narrower glob.',
  });
}

/**
 * Refuses a `clusters:` setting that names a group which does not exist: with a misspelt name, one quorum would fall
 * apart into two clusters, and one instance of each could be out at once. A glob may match nothing.
 *
 * @param groups every group of the accounts
 * @throws EsgError `clusters-unknown`, exit code 2
 */
export function checkClusters(clusters: Clusters, groups: readonly GroupName[]): void {
  for (const [name, selectors] of Object.entries(clusters)) {
    const unknown = selectors.find(
      (selector) => !selector.includes('*') && !groups.some((group) => isSelectedBy(group, selector)),
    );
    if (unknown === undefined) continue;
    const near = didYouMean(unknown, [...new Set(groups.flatMap((group) => [group.name, group.id]))]);
    throw new EsgError(`clusters: ${name} names ${JSON.stringify(unknown)}, and no group is called that.${near}`, {
      code: 'clusters-unknown',
      exitCode: ExitCode.usage,
      hint: 'Correct it or take it out: a group that its cluster does not name would be rolled as a cluster of its own.',
    });
  }
}
