import type { Finding } from '@esg-recycler/core';
import type { Suspension } from '@esg-recycler/spotinst-client';
import { findForeignMark, type Mark, type OwnMarks } from './pattern.ts';

/** The code of the finding and the error, and the name of the override. */
export const rolledElsewhere = 'rolled-elsewhere';

const timeOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const describe = (group: string, { names, ends, until }: Mark): string => {
  const seen = names.map((name) => `${name} until ${timeOf(ends.get(name)!)}`).join(', ');
  return `${group} is being rolled from another machine: Spot shows suspensions as only a run sets them, and this machine did not set them (${seen}). They end at ${timeOf(until)} at the latest`;
};

export interface ElsewhereOptions {
  /** The pattern of this store. */
  own: OwnMarks | undefined;
  /** Why a mark of another store may be taken over: the reason of the override. */
  takeOver: string | undefined;
}

/** The finding about a mark of another store in a group; undefined when there is none. */
export function elsewhereFinding(
  group: string,
  suspended: readonly Suspension[],
  { own, takeOver }: ElsewhereOptions,
): Finding | undefined {
  const mark = findForeignMark(suspended, own);
  if (!mark) return undefined;
  const about = { code: 'rolled-elsewhere', subject: group, source: 'docs/decisions/007-mark-in-spot.md' };
  const message = describe(group, mark);
  if (takeOver !== undefined) return { ...about, severity: 'warn', message: `${message} (overridden: ${takeOver})` };
  return {
    ...about,
    severity: 'block',
    message,
    hint: `Wait until that run ends, and follow it on its machine. To see each other's runs, use one store for all machines (store: redis://… or postgres://…). If that run is dead, take over: --override '${rolledElsewhere}=REASON'`,
  };
}
