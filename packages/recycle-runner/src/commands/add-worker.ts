import { addExamples, setExitCodes } from '@esg-recycler/core';
import type { Command } from 'commander';
import { workerExitCodes } from '../text/run-help.ts';
import type { WorkerArguments } from './worker.ts';

export const workerExamples = [
  ['Roll clusters of campaigns that were started with --workers', 'recycle-runner worker'],
] as const;

const moreExamples = [
  ...workerExamples,
  ['Roll up to eight clusters at the same time', 'recycle-runner worker --at-once 8'],
] as const;

const about = `
A worker needs this package, the store (ESG_STORE_URL=redis://HOST:6379), and
its own credentials. Jobs hold ids and options, but no token. Ctrl-C and SIGTERM
let the instances in progress finish; other workers continue with the clusters.`;

/** Adds `worker`. */
export function addWorker(program: Command): void {
  const worker = program
    .command('worker')
    .description('roll clusters of campaigns that were started with --workers')
    .option('--at-once <number>', 'maximum number of clusters at the same time', '4')
    .option('--lock-ttl <duration>', 'how long a job and its lease stay valid after their last renewal', '2m')
    .option('--config <file>', 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)')
    .option('--json', 'print the events as JSON lines')
    .addHelpText('after', about)
    .action(async (given: WorkerArguments) => (await import('./worker.ts')).worker(given));
  addExamples(setExitCodes(worker, workerExitCodes), moreExamples);
}
