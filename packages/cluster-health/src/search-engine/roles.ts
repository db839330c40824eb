import type { NodeView } from './snapshot.ts';

/** Whether a node may be elected. A voting-only node never is. */
export const isEligible = (view: NodeView | undefined): boolean =>
  view !== undefined && view.roles.includes('cluster_manager') && !view.roles.includes('voting_only');

/** `data` includes every data tier. */
export const doesRole = ({ roles }: NodeView, role: string): boolean =>
  roles.includes(role) || (role.startsWith('data_') && roles.includes('data'));
