import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { matchesGlob } from './glob.ts';
import { didYouMean } from './nearest.ts';

/** The names of a group, which decide which cluster it belongs to. */
export interface GroupName {
  id: string;
  name: string;
}

/** The `clusters:` setting: cluster name → group ids, names or globs (`*` stands for any text). */
export type Clusters = Record<string, string[]>;

/** Whether a selector matches a group: by its id, its exact name, or a glob over either. */
export const isSelectedBy = (group: GroupName, selector: string): boolean =>
  matchesGlob(group.id, selector) || matchesGlob(group.name, selector);

/**
 * The cluster of a group: the one that names it under `clusters:`, else the group on its own.
 *
 * @throws EsgError `clusters-overlap`, exit code 2: with two clusters, one instance of each could be out at the same time
 */
export function clusterOf(group: GroupName, clusters: Clusters): string {
  const names = Object.entries(clusters)
    .filter(([, selectors]) => selectors.some((selector) => isSelectedBy(group, selector)))
    .map(([name]) => name);
  if (names.length < 2) return names[0] ?? group.id;
  throw new EsgError(`clusters: ${group.id} (${group.name}) belongs to several clusters: ${names.join(', ')}`, {
    code: 'clusters-overlap',
    exitCode: ExitCode.usage,
    hint: 'Keep the group in one cluster: name its id, or use a narrower glob.',
  });
}

/**
 * Refuses a `clusters:` setting that names a group that does not exist. A misspelled name would split one quorum into
 * two clusters, and one instance of each could be out at the same time. A glob may match nothing.
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
    throw new EsgError(`clusters: ${name} lists ${JSON.stringify(unknown)}, but no group has that id or name.${near}`, {
      code: 'clusters-unknown',
      exitCode: ExitCode.usage,
      hint: 'Correct or remove the entry. A group that its cluster does not list is recycled as a separate cluster.',
    });
  }
}
