import { gapIn } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { isServing, viewOf } from './cluster.ts';
import { measures } from './measures.ts';
import { type EtcdOptions, options } from './options.ts';
import { read } from './read.ts';
import { rules } from './rules/index.ts';
import type { EtcdSnapshot } from './snapshot.ts';

/** A cluster of etcd 3.4 or later, queried through its gRPC gateway. */
export const etcd = defineKind<EtcdOptions, EtcdSnapshot>({
  name: 'etcd',
  options,
  rules,
  read,
  measures,
  standing(snapshot, address) {
    const view = viewOf(snapshot, address);
    if (view === undefined || !isServing(snapshot, address)) {
      return { isServing: false, role: 'unknown', gap: gapIn(snapshot.nodes.get(address)?.view) };
    }
    return { isServing: true, role: view.leader === view.id ? 'leader' : 'follower', isEligible: !view.isLearner };
  },
});
