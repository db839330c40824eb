import { matcher } from 'matcher';

/** What decides which cluster a group belongs to. */
export interface GroupName {
  id: string;
  name: string;
}

/** The `clusters:` setting: cluster name → group ids, names or globs (`*` stands for any text). */
export type Clusters = Record<string, string[]>;

/** Whether a group is meant by a selector: its id, its exact name, or a glob over either. */
export const isSelectedBy = (group: GroupName, selector: string): boolean =>
  group.id === selector ||
  group.name === selector ||
  (selector.includes('*') &&
    matcher([group.id, group.name], selector.replace(/^!/, '\\!'), { caseSensitive: true }).length > 0);

/** The cluster of a group: the first that names it under `clusters:`, else the group by itself. */
export const clusterOf = (group: GroupName, clusters: Clusters): string =>
  Object.entries(clusters).find(([, selectors]) => selectors.some((selector) => isSelectedBy(group, selector)))?.[0] ??
  group.id;
