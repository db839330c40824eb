import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { byHand } from '../by-hand.ts';
import { lastingCauseOf } from '../explanation.ts';
import { type Copy, copyKey, memberAt, shardKey } from '../snapshot.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';

const reset = { 'index.routing.allocation.enable': null };

interface BlockedCopy {
  index: string;
  key: string;
  why: string;
  remedy: string;
}

/** Why the setting of an index keeps a copy away. With `primaries`, a copy returns if it is the only one. */
function whyDisabled({ cluster }: Known, copy: Copy): Omit<BlockedCopy, 'index' | 'key'> | undefined {
  const value = cluster.allocation.get(copy.index)?.get('enable') ?? 'all';
  if (value === 'all') return undefined;
  const isOnlyCopy = cluster.copies.filter((other) => shardKey(other) === shardKey(copy)).length === 1;
  if (value === 'primaries' && isOnlyCopy) return undefined;
  return {
    why: `index.routing.allocation.enable is ${value}`,
    remedy: `Reset it: ${byHand(cluster.origin, 'PUT', `/${encodeURIComponent(copy.index)}/_settings`, reset)}`,
  };
}

function whyUnwanted({ cluster }: Known, copy: Copy): Omit<BlockedCopy, 'index' | 'key'> | undefined {
  const explained = cluster.unwanted.get(copyKey(copy));
  return explained === undefined || explained.isMoving ? undefined : lastingCauseOf(explained.unwantedBy);
}

function blockedCopies(known: Known): BlockedCopy[] {
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
  requires:
    'Before the recycle, no setting of an index or of the cluster prevents the copies on the node from returning to it.',
  why: 'Such a setting does not move existing copies, but it forbids them when they are allocated again. The node comes back and the status stays yellow.',
  onFailure: 'Change the setting that the finding names, for example with the command in the hint.',
  override: 'Override it when the status may stay yellow after the recycle.',
  source:
    'Elastic, shard allocation: https://www.elastic.co/docs/reference/elasticsearch/index-settings/shard-allocation',
  isOverridable: true,
  judge: onCluster((known): RuleVerdict[] =>
    [...Map.groupBy(blockedCopies(known), ({ index, why }) => `${index}\n${why}`).values()].map((blocked) => {
      const { index, why, remedy } = blocked[0]!;
      const keys = enumerate(blocked.map(({ key }) => key));
      return {
        subject: index,
        message: `Copies on ${known.question.node} cannot return to it after the recycle: ${why} (${keys})`,
        hint: `${overrideHint('copies-return', 'the status stays yellow')} Otherwise: ${remedy}`,
        isLasting: true,
      };
    }),
  ),
};
