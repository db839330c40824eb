import { setTimeout as delay } from 'node:timers/promises';
import type { RollSite } from '../support/roll-site.ts';
import type { Command, CommandEnd, Started } from './commands.ts';
import type { SecondStart } from './modes.ts';
import { hasBegun, type View, viewFromNowOn } from './phases.ts';
import type { Random } from './random.ts';
import { type Hit, prepare, type Strike, strikeAt } from './strike.ts';

export interface Contest {
  site: RollSite;
  random: Random;
  /** One command, or two that compete for the lease. */
  commands: readonly Command[];
  secondStart: SecondStart;
  strike: Strike | undefined;
}

export interface Ended {
  command: Command;
  end: CommandEnd;
}

export interface AttemptEnd {
  ends: Ended[];
  hit: Hit | undefined;
  /** The second command, if it started while the first held the lease, and ended before the first and before any kill. */
  barred: Ended | undefined;
}

const waitMs = 900_000;

export async function until(condition: () => boolean, ended: AbortSignal): Promise<void> {
  while (!ended.aborted && !condition()) await delay(5, undefined, { signal: ended }).catch(() => {});
}

/** Runs the commands until all have ended, and kills processes at the same time. */
export async function attempt(contest: Contest): Promise<AttemptEnd> {
  const { site, random, commands, secondStart, strike } = contest;
  const view = viewFromNowOn(site);
  const over = new AbortController();
  const ends: Ended[] = [];
  const running: Started[] = [];
  let hit: Hit | undefined;
  let barred: Ended | undefined;
  const wasHit = (): boolean => hit !== undefined;

  const run = async (command: Command): Promise<Ended> => {
    const started = command.start();
    running.push(started);
    const ended = { command, end: await started.ended };
    ends.push(ended);
    return ended;
  };
  const runSecond = async (command: Command, firstEnded: AbortSignal): Promise<void> => {
    if (secondStart === 'under the lease') await until(() => hasBegun(view), firstEnded);
    if (secondStart === 'after the strike') await until(wasHit, firstEnded);
    const isBarred = secondStart === 'under the lease' && !firstEnded.aborted && !wasHit();
    const ended = await run(command);
    if (isBarred && !firstEnded.aborted && !wasHit()) barred = ended;
  };

  if (strike) prepare(strike, site, random);
  const [first, second] = commands;
  const firstEnded = new AbortController();
  const all = Promise.all([
    first && run(first).finally(() => firstEnded.abort()),
    second && runSecond(second, firstEnded.signal),
  ]).finally(() => over.abort());
  const striking = async (): Promise<void> => {
    if (!strike) return;
    hit = await strikeAt(strike, view, () => running.map(({ pid }) => pid), over.signal);
  };
  await Promise.race([Promise.all([all, striking()]), giveUp(view, over.signal)]);
  return { ends, hit, barred };
}

/** A command that hangs for this long is a failure of the round. */
export async function giveUp({ site }: Pick<View, 'site'>, over: AbortSignal): Promise<void> {
  await delay(waitMs, undefined, { signal: over }).catch(() => {});
  if (over.aborted) return new Promise(() => {});
  const left = site.processes().map(({ pid, arguments: text }) => `${pid} ${text}`);
  throw new Error(`not over after ${waitMs / 1000} s; what runs:\n${left.join('\n')}`);
}
