import { stopwatch } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import type { Suspension } from '@esg-recycler/spotinst-client';
import type { Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { ownMarksOf } from '../records/own-marks.ts';
import type { SuspensionJournal } from '../records/suspension-journal.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { elsewhereFinding } from '../marks/elsewhere.ts';
import { findForeignMark, type OwnMarks } from '../marks/pattern.ts';
import { neededUntil, planSuspensions } from './plan-suspensions.ts';
import type { PendingSuspensions } from './request.ts';
import { judgeStanding, type SuspensionStanding } from './standing.ts';

/** What was just read about the suspensions of one group, and what is to be done. */
export interface SuspensionRead {
  pending: PendingSuspensions;
  suspended: readonly Suspension[];
  own: OwnMarks | undefined;
  standing: SuspensionStanding;
  /** The processes of another store's mark that is taken over: to be resumed first. */
  takeOver: readonly string[];
  /** Warnings, and what blocks. */
  findings: ReturnType<typeof planSuspensions>['findings'];
  /** Milliseconds since the read began. */
  age: () => number;
}

/**
 * Reads the suspensions of one group.
 *
 * @throws EsgError `rolled-elsewhere`, exit code 4
 */
export async function readSuspensions(
  { store, clock, takeOver }: Pick<Context, 'store' | 'clock' | 'takeOver'>,
  member: Member,
  journals: readonly SuspensionJournal[],
  { lease, timeoutMs }: { lease: LeaseToken; timeoutMs: number },
): Promise<SuspensionRead> {
  const group = member.group.id;
  const age = stopwatch(clock);
  const suspended = await member.client.listSuspensions(group);
  const own = await ownMarksOf(store, group);
  const elsewhere = elsewhereFinding(group, suspended, { own, takeOver });
  refuseIfBlocked(elsewhere ? [elsewhere] : []);
  const taken = findForeignMark(suspended, own)?.names ?? [];
  const ofGroup = journals.filter((journal) => journal.group === group);
  const suspensionJournal = ofGroup.find(({ number }) => number === lease.number) ?? {
    group,
    number: lease.number,
    marks: [],
  };
  const now = Date.now();
  const left = suspended.filter(({ name }) => !taken.some((one) => one === name));
  const marks = ofGroup.flatMap((journal) => journal.marks);
  const { suspend: names, findings } = planSuspensions(
    { group, suspended: left, marks, own, now },
    neededUntil(now, timeoutMs),
  );
  return {
    pending: { member, suspensionJournal, names },
    suspended,
    own,
    standing: judgeStanding(suspended, { marks: suspensionJournal.marks, own }),
    takeOver: taken,
    findings: [...(elsewhere ? [elsewhere] : []), ...findings],
    age,
  };
}
