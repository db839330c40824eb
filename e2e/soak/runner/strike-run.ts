import { giveUp } from '../attempt.ts';
import type { Command, CommandEnd } from '../commands.ts';
import { hasBegun, isQuiet, type Phase, viewFromNowOn } from '../phases.ts';
import { atMoment, prepare } from '../strike.ts';
import type { RollSite } from '../../support/roll-site.ts';
import type { Random } from '../random.ts';
import { acceptedIn, whatStillRuns } from '../verdict.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { PlannedFault } from './fault.ts';

/** A fault that took effect. */
export interface FaultHit {
  kind: FaultKind;
  phase: Phase | undefined;
  /** Whether the run had started with an instance. */
  hasBegun: boolean;
  /** Accepted recycles before it. */
  accepted: number;
}

/** One start of the command, which a fault may strike. */
export interface StruckRun {
  end: CommandEnd;
  hit: FaultHit | undefined;
  /** Whether processes of an earlier start were still there. */
  isAccompanied: boolean;
  /** Accepted recycles during it. */
  accepted: number;
  problems: string[];
}

interface Setting {
  site: RollSite;
  group: string;
  command: Command;
  random: Random;
  fault: PlannedFault | undefined;
}

/** Runs the command until it has ended, and strikes at the moment of the fault. */
export async function strikeRun({ site, group, command, random, fault }: Setting): Promise<StruckRun> {
  const view = viewFromNowOn(site);
  const over = new AbortController();
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(`after ${fault?.kind.name}: ${problem}`);
  const isAccompanied = site.processes().length > 0;
  const acceptedBefore = acceptedIn(site).length;
  const isKill = fault?.kind.family === 'kill';
  if (fault && isKill) prepare({ at: fault.at, victim: 'nothing', deletesStore: false }, site, random);

  const started = command.start();
  const ended = started.ended.finally(() => over.abort());
  const strike = async (): Promise<FaultHit | undefined> => {
    if (!fault) return undefined;
    const { kind, at, pauseMs } = fault;
    const struck = await atMoment(at, view, over.signal, (phase) => {
      const hit = { kind, phase, hasBegun: hasBegun(view), accepted: acceptedIn(site).length };
      const rest = kind.strike({ view, group, started, pauseMs, over: over.signal, report });
      return rest && { hit, rest };
    });
    return (await struck?.rest) ? struck?.hit : undefined;
  };
  const both = Promise.all([ended, strike()]);
  const [end, hit] = (await Promise.race([both, giveUp({ site }, over.signal)])) as Awaited<typeof both>;
  const accepted = acceptedIn(site).length - acceptedBefore;
  const isOrderly = hit?.kind.finishes && end.exitCode !== undefined;
  if (isOrderly && acceptedIn(site).length - hit.accepted > 1) report('more than one recycle was requested');
  if (isOrderly && hit.hasBegun && !isAccompanied) {
    if (!isQuiet(site)) report('an instance is out');
    for (const problem of await whatStillRuns(site)) report(problem);
  }
  return { end, hit, isAccompanied, accepted, problems };
}
