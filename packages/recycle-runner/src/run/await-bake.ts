import { blocking, EsgError, ExitCode, type EmitEvent, type Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { bakeDecision, canariesLeft, endBake, failBake, startBake } from '../roll/bake.ts';

/** What a bake uses. */
export interface BakeContext {
  /** Checks the cluster for the next instance; resolves with the findings. */
  check: () => Promise<readonly Finding[]>;
  keep: (ledger: Ledger) => Promise<void>;
  emit: EmitEvent;
  /** Throws when the roll must not continue. */
  checkpoint: () => void;
  now: () => Date;
  /** Ends early when a stop is requested. */
  sleep: (ms: number) => Promise<void>;
}

/** How often the cluster is checked during a bake, in milliseconds. */
const checkEveryMs = 30_000;

const bakeFailed = (canaries: readonly string[], findings: readonly Finding[]): EsgError => {
  const [first] = blocking(findings);
  const more = blocking(findings).length > 1 ? ` (and ${blocking(findings).length - 1} more)` : '';
  return new EsgError(
    `A health check failed after the canary (${canaries.join(', ')}): ${first?.message ?? 'no reason was reported'}${more}`,
    {
      code: 'bake-failed',
      exitCode: ExitCode.refused,
      hint: first?.hint ?? 'Once the cluster is healthy again, run the same command again: the bake starts over.',
      findings: [...findings],
    },
  );
};

/**
 * After the canary: waits for the bake time while the cluster is checked again and again, and once at the end. Its start
 * is recorded, so that the next run continues it after a crash.
 *
 * @returns whether it has waited: what was read before may be out of date
 * @throws EsgError `bake-failed`, exit code 3
 */
export async function awaitBake(opened: Ledger, context: BakeContext): Promise<boolean> {
  const { check, keep, emit, checkpoint, now, sleep } = context;
  const { canary } = opened;
  if (!canary || canary.bakedAt !== undefined || canariesLeft(opened) > 0) return false;
  const ledger = canary.bakingSince === undefined ? startBake(opened, now()) : opened;
  await keep(ledger);
  const { done: canaries, bakingSince = '' } = ledger.canary!;
  const untilMs = Date.parse(bakingSince) + canary.bakeMs;
  const secondsLeft = (): number => Math.max(0, Math.ceil((untilMs - now().getTime()) / 1000));
  emit('bake_started', {}, { canaries, seconds: secondsLeft(), until: new Date(untilMs).toISOString() });
  for (;;) {
    const isLast = bakeDecision(ledger, now().getTime()).is === 'free';
    const findings = await check();
    if (blocking(findings).length > 0) {
      await keep(failBake(ledger));
      throw bakeFailed(canaries, findings);
    }
    if (isLast) break;
    emit('bake_checked', {}, { seconds: secondsLeft() });
    await sleep(Math.max(0, Math.min(checkEveryMs, untilMs - now().getTime())));
    checkpoint();
  }
  await keep(endBake(ledger, now()));
  emit('bake_finished', {}, { canaries });
  return true;
}
