import { defineKind, type Standing } from '../kind/kind.ts';
import { prepare, restore } from './change.ts';
import { type SearchOptions, options } from './options.ts';
import { read } from './read.ts';
import { isEligible } from './roles.ts';
import { rules } from './rules/index.ts';
import { isGap } from '../kind/gap.ts';
import { type SearchSnapshot, snapshotFor, viewOf } from './snapshot.ts';

function standing(snapshot: SearchSnapshot, address: string): Standing {
  const { cluster } = snapshot;
  const view = viewOf(snapshot, address);
  if (view === undefined || isGap(cluster)) return { isServing: false, role: 'unknown' };
  const isMember = cluster.members.some(({ id }) => id === view.id);
  return {
    isServing: isMember && view.manager === cluster.manager,
    role: view.id === cluster.manager ? 'leader' : 'follower',
    isEligible: isEligible(view),
  };
}

/** OpenSearch, and Elasticsearch from version 7: over their REST interface. The elected cluster manager is the leader. */
export const opensearch = defineKind<SearchOptions, SearchSnapshot>({
  name: 'opensearch',
  options,
  rules,
  read,
  snapshotFor,
  standing,
  prepare,
  restore,
});
