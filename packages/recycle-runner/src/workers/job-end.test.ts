import { describe, expect, it } from '@jest/globals';
import type { RunEnd } from '../campaign/run-follower.ts';
import { type JobSituation, type JobStep, jobStep } from './job-end.ts';

const calm: JobSituation = { isStopping: false, isRecalled: false, retriesLeft: 4 };
const end = (exitCode: number, code = 'any'): RunEnd => ({
  exitCode,
  recycled: 0,
  error: { code, message: 'text', hint: undefined, runbook: 'page' },
});
const stopping = { isStopping: true };
const recalled = { isRecalled: true };

describe('jobStep', () => {
  it.each<[JobStep, string, RunEnd, Partial<JobSituation>]>([
    ['finish', 'a run that is done', end(0), {}],
    ['finish', 'a run that is done while the worker stops', end(0), stopping],
    ['finish', 'a failure', end(1), {}],
    ['finish', 'a refusal by a finding', end(3), {}],
    ['finish', 'a failure while the worker stops', end(1), stopping],
    ['finish', 'a run that was killed', { signal: 'SIGKILL', recycled: 0 }, {}],
    ['finish', 'an unreachable Spot', end(5, 'spot-unreachable'), {}],
    ['retry', 'a lease that is held', end(4, 'lease-held'), {}],
    ['retry', 'a store that did not respond', end(5, 'store-unreachable'), {}],
    ['finish', 'a lease that is held at the last try', end(4), { retriesLeft: 0 }],
    ['give-back', 'a stopped run while the worker stops', end(130), stopping],
    ['finish', 'a stopped run that the campaign recalled', end(130), recalled],
    ['finish', 'a run that worker and campaign stop', end(130), { ...stopping, ...recalled }],
    ['finish', 'a held lease that the campaign recalled', end(4), recalled],
  ])('%s: %s', (expected, _, run, change) => expect(jobStep(run, { ...calm, ...change })).toBe(expected));
});
