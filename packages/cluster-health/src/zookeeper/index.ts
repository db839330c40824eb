import type { Gap } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { isAlone, isEligible, isServing } from './ensemble.ts';
import { measures } from './measures.ts';
import { type ZookeeperOptions, options } from './options.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import type { ZookeeperSnapshot } from './snapshot.ts';

function gapAt({ members }: ZookeeperSnapshot, address: string): Gap | undefined {
  const { problem, hint, isLasting } = members.get(address) ?? {};
  return problem === undefined ? undefined : { why: problem, hint, isLasting };
}

/** An Apache ZooKeeper ensemble, version 3.4 or later. */
export const zookeeper = defineKind<ZookeeperOptions, ZookeeperSnapshot>({
  name: 'zookeeper',
  options,
  rules,
  read,
  measures,
  standing(snapshot, address) {
    if (!isServing(snapshot, address)) return { isServing: false, role: 'unknown', gap: gapAt(snapshot, address) };
    const { mode } = snapshot.members.get(address)!;
    const leads = mode === 'leader' || isAlone(snapshot);
    return {
      isServing: true,
      role: leads ? 'leader' : 'follower',
      isEligible: isAlone(snapshot) || isEligible(snapshot, address),
    };
  },
});
