import { EsgError, ExitCode, resolveStoreSettings } from '@esg-recycler/core';
import { openSharedRedis } from '@esg-recycler/esg-store';
import { hostname } from 'node:os';
import { findTools } from '../ansible/setup.ts';
import { noteOnStderr } from '../check/check-plan.ts';
import { positiveDuration } from '../cluster/option-values.ts';
import { checkLockTtl } from '../cluster/options.ts';
import { stopOnClosedOutput } from '../run/stop-on-closed-output.ts';
import { listenForStop } from '../run/stop-signals.ts';
import { createWorkerReporter } from '../workers/worker-reporter.ts';

export interface WorkerArguments {
  atOnce: string;
  lockTtl: string;
  config?: string;
  json?: boolean;
}

/** @throws EsgError `options-invalid`, exit code 2 */
function count(text: string, name: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new EsgError(`${name} ${JSON.stringify(text)} is not a number of clusters`, {
    code: 'options-invalid',
    exitCode: ExitCode.usage,
    hint: `Write it as a number from 1: ${name} 4`,
  });
}

/** How long connections may still close after the last run, in milliseconds. */
const lastMs = 2000;

/** Rolls clusters of campaigns until it is asked to stop. */
export async function worker(given: WorkerArguments): Promise<void> {
  stopOnClosedOutput();
  const { config, lockTtl, json } = given;
  const atOnce = count(given.atOnce, '--at-once');
  const lockTtlMs = positiveDuration(lockTtl, '--lock-ttl');
  const settings = resolveStoreSettings({ configPath: config });
  checkLockTtl({ lockTtlMs }, settings.timeoutMs);
  findTools([]);
  const redis = await openSharedRedis(settings.store, settings);
  const name = `${hostname()}:${process.pid}`;
  const report = createWorkerReporter(name, json ? undefined : noteOnStderr);
  const stop = listenForStop();
  stop.signal.addEventListener('abort', () => report.event('worker_stopping'));
  const { runWorker } = await import('../workers/start-worker.ts');
  try {
    await runWorker(
      {
        redis,
        settings: { config, env: process.env, store: settings.store, name },
        lockTtl,
        lockTtlMs,
        atOnce,
        stop,
        note: report.job,
        warn: report.warn,
      },
      () => report.event('worker_started', { store: redis.place, atOnce }),
    );
    report.event('worker_stopped');
    process.exitCode = ExitCode.stopped;
    // A connection that waits for an absent server would keep the process.
    setTimeout(() => process.exit(), lastMs).unref();
  } finally {
    stop.dispose();
    await redis.close();
  }
}
