import { describe, expect, it } from '@jest/globals';
import { createRunFollower, type RunEnd } from './run-follower.ts';

const error = { code: 'spot-timeout', message: 'no response', hint: 'Try again.', exitCode: 1, runbook: 'a.md' };
const shown = { code: 'spot-timeout', message: 'no response', hint: 'Try again.', runbook: 'a.md' };
const event = (name: string, data: object = {}): string => JSON.stringify({ event: name, run: 'r1', event_data: data });

function follow(lines: readonly string[], how: { exitCode?: number; signal?: string }, stderr = ''): RunEnd {
  const follower = createRunFollower();
  lines.forEach(follower.line);
  follower.stderr(stderr);
  return follower.end(how);
}

describe('createRunFollower', () => {
  it('returns the run and the number of recycled instances', () =>
    expect(
      follow([event('instance_finished'), event('run_finished', { instances: { done: 2 } })], { exitCode: 0 }),
    ).toEqual({
      exitCode: 0,
      signal: undefined,
      run: 'r1',
      recycled: 2,
    }));

  it.each([
    ['of the last event', [event('instance_finished'), event('run_failed', { error })], 1],
    ['printed before the first event', JSON.stringify({ error }, null, 2).split('\n'), 0],
  ])('returns the error %s', (_, lines, recycled) =>
    expect(follow(lines, { exitCode: 1 }, 'recycle-runner: Error')).toMatchObject({ recycled, error: shown }),
  );

  it('keeps the count of a run that was killed, and explains its end', () =>
    expect(follow([event('instance_finished'), event('recycle_proved')], { signal: 'SIGKILL' })).toMatchObject({
      run: 'r1',
      recycled: 1,
      error: { code: 'run-killed', message: 'The run was ended by SIGKILL' },
    }));

  it('uses the last line of stderr when a run printed no error', () =>
    expect(follow(['not JSON', '{ broken'], { exitCode: 134 }, 'first\nout of memory\n').error?.message).toBe(
      'The run ended with exit code 134: out of memory',
    ));
});
