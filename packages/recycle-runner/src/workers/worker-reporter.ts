import { countOf } from '@esg-recycler/core';
import type { RunEnd } from '../campaign/run-follower.ts';
import type { ClusterJob } from './cluster-job.ts';
import type { JobEvent } from './perform-job.ts';

type WorkerEvent = 'worker_started' | 'worker_stopping' | 'worker_stopped' | 'worker_warning';

export interface WorkerReporter {
  event: (event: WorkerEvent, data?: object) => void;
  job: (event: JobEvent, job: ClusterJob, data?: object) => void;
  warn: (message: string) => void;
}

const lineOf: Record<JobEvent, (end: Partial<RunEnd>) => string> = {
  job_started: () => 'started',
  job_finished: ({ exitCode, recycled, error }) =>
    exitCode === 0 ? `done, ${recycled ?? 0} recycled` : `ended: ${error?.message ?? `exit code ${exitCode}`}`,
  job_returned: () => 'given back to the queue; another worker continues',
  job_delayed: ({ error }) => `tried again later: ${error?.message ?? 'the lease is held'}`,
};

const eventLines: Record<WorkerEvent, (data: { store?: string; atOnce?: number; message?: string }) => string> = {
  worker_started: ({ store, atOnce }) =>
    `Worker for campaigns on ${store}: at most ${countOf(atOnce ?? 0, 'cluster')} at the same time`,
  worker_stopping: () =>
    'Stopping: instances in progress are finished, and no other starts. Press Ctrl-C again to interrupt them now.',
  worker_stopped: () => 'Stopped',
  worker_warning: ({ message }) => `Warning: ${message}`,
};

/**
 * Reports what a worker does.
 *
 * @param name of the worker
 * @param note prints a line for people; without it, events are printed as JSON lines on stdout
 */
export function createWorkerReporter(name: string, note?: (line: string) => void): WorkerReporter {
  let lastWarning: string | undefined;
  const print = (event: string, data: object): void => {
    process.stdout.write(`${JSON.stringify({ created: new Date().toISOString(), event, worker: name, ...data })}\n`);
  };
  const event: WorkerReporter['event'] = (one, data = {}) => {
    if (note) note(eventLines[one](data));
    else print(one, data);
  };
  return {
    event,
    job: (one, { title, campaign, account }, data = {}) => {
      if (note) note(`${title} (campaign ${campaign}): ${lineOf[one](data)}`);
      else print(one, { cluster: title, account, campaign, ...data });
    },
    // The queue repeats a problem until it is gone.
    warn: (message) => {
      if (message !== lastWarning) event('worker_warning', { message });
      lastWarning = message;
    },
  };
}
