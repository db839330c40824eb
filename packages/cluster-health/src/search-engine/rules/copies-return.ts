import type { RuleVerdict } from '../../kind/rule.ts';
import { byHand } from '../by-hand.ts';
import { lastingCauseOf } from '../explanation.ts';
import { type Copy, copyKey, memberAt, shardKey } from '../snapshot.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';

const reset = { 'index.routing.allocation.enable': null };

interface Stranded {
  index: string;
  key: string;
  why: string;
  remedy: string;
}

/** What an index allows of itself, whatever the cluster does: `primaries` come back where they are the only copy. */
function whyDisabled({ cluster }: Known, copy: Copy): Omit<Stranded, 'index' | 'key'> | undefined {
  const value = cluster.allocation.get(copy.index)?.get('enable') ?? 'all';
  if (value === 'all') return undefined;
  const isOnlyCopy = cluster.copies.filter((other) => shardKey(other) === shardKey(copy)).length === 1;
  if (value === 'primaries' && isOnlyCopy) return undefined;
  return {
    why: `index.routing.allocation.enable is ${value}`,
    remedy: `Set it back: ${byHand(cluster.origin, 'PUT', `/${encodeURIComponent(copy.index)}/_settings`, reset)}`,
  };
}

function whyUnwanted({ cluster }: Known, copy: Copy): Omit<Stranded, 'index' | 'key'> | undefined {
  const explained = cluster.unwanted.get(copyKey(copy));
  return explained === undefined || explained.isMoving ? undefined : lastingCauseOf(explained.unwantedBy);
}

function strandedCopies(known: Known): Stranded[] {
  const { cluster, snapshot, question } = known;
  const id = memberAt(snapshot, cluster, question.node)?.id;
  if (question.phase === 'after' || id === undefined) return [];
  return cluster.copies
    .filter(({ node }) => node === id)
    .flatMap((copy) => {
      const cause = whyDisabled(known, copy) ?? whyUnwanted(known, copy);
      return cause === undefined ? [] : [{ index: copy.index, key: shardKey(copy), ...cause }];
    });
}

export const copiesReturn: SearchRule = {
  id: 'E12',
  code: 'copies-return',
  requires: 'Before: no setting of an index or of the cluster keeps the copies on the node from coming back to it.',
  source:
    'https://www.elastic.co/docs/reference/elasticsearch/index-settings/shard-allocation: what is in force for a copy that has to be allocated anew',
  isOverridable: true,
  judge: onCluster((known): RuleVerdict[] =>
    [...Map.groupBy(strandedCopies(known), ({ index, why }) => `${index}\n${why}`).values()].map((stranded) => {
      const { index, why, remedy } = stranded[0]!;
      const keys = enumerate(stranded.map(({ key }) => key));
      return {
        subject: index,
        message: `Copies on ${known.question.node} cannot come back to it once it has left: ${why} (${keys})`,
        hint: `An override of copies-return accepts that the status stays yellow. Otherwise: ${remedy}`,
        isLasting: true,
      };
    }),
  ),
};
