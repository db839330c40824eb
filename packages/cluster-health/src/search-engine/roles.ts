import type { NodeView } from './snapshot.ts';

/** Whether a node may be elected; a voting-only one never is. */
export const isEligible = (view: NodeView | undefined): boolean =>
  view !== undefined && view.roles.includes('cluster_manager') && !view.roles.includes('voting_only');

/** `data` is every data tier at once. */
export const doesRole = ({ roles }: NodeView, role: string): boolean =>
  roles.includes(role) || (role.startsWith('data_') && roles.includes('data'));
