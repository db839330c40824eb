import type { z } from 'zod';
import { defineKind, type Kind, type Standing } from '../kind/kind.ts';
import { prepare, restore } from './change.ts';
import type { Dialect } from './dialect.ts';
import { measures } from './measures.ts';
import type { SearchOptions } from './options.ts';
import { read } from './read.ts';
import { isEligible } from './roles.ts';
import { rules } from './rules/index.ts';
import { gapIn, isGap } from '../kind/gap.ts';
import { type SearchSnapshot, snapshotFor, viewOf } from './snapshot.ts';

function standing(snapshot: SearchSnapshot, address: string): Standing {
  const { cluster } = snapshot;
  const view = viewOf(snapshot, address);
  if (view === undefined || isGap(cluster)) {
    return { isServing: false, role: 'unknown', gap: gapIn(snapshot.views.get(address)) };
  }
  const isMember = cluster.members.some(({ id }) => id === view.id);
  return {
    isServing: isMember && view.manager === cluster.manager,
    role: view.id === cluster.manager ? 'leader' : 'follower',
    isEligible: isEligible(view),
  };
}

/** The kind of one of the two products, which differ in dialect and options. The elected node is the leader. */
export const searchEngineKind = (dialect: Dialect, options: z.ZodType<SearchOptions>): Kind =>
  defineKind<SearchOptions, SearchSnapshot>({
    name: dialect.name,
    options,
    rules,
    read: (task, given, signal) => read(dialect, task, given, signal),
    snapshotFor,
    standing,
    measures,
    prepare: (question, given, signal) => prepare(dialect, question, given, signal),
    restore: (question, given, signal) => restore(dialect, question, given, signal),
  });
