import { describe, expect, it } from '@jest/globals';
import { type NextAction, nextAction, type Phase, type WaveState } from './schedule.ts';

const phases: Record<string, Phase> = {
  w: 'waiting',
  q: 'queued',
  r: 'running',
  d: 'done',
  f: 'failed',
  h: 'held',
  b: 'blocked',
  s: 'stopped',
};

/** A wave from one letter a cluster: `d r w` has one done, one running and one waiting cluster; their keys are 0, 1, 2. */
const wave = (letters: string, change: Partial<WaveState> = {}): WaveState => ({
  clusters: letters
    .split(' ')
    .filter(Boolean)
    .map((letter, index) => ({ key: String(index), phase: phases[letter]! })),
  atOnce: 2,
  isStopping: false,
  opensInMs: 0,
  leftMs: Infinity,
  ...change,
});
const start = (...keys: string[]): NextAction => ({ do: 'start', keys });
const withdraw = (...keys: string[]): NextAction => ({ do: 'withdraw', keys });
const wait = (ms = Infinity): NextAction => ({ do: 'wait', ms });
const end = (how: 'passed' | 'failed' | 'stopped' | 'out-of-time'): NextAction => ({ do: 'end', end: how });

describe('nextAction', () => {
  it.each<[string, WaveState, NextAction]>([
    ['starts as many clusters as may roll at once', wave('w w w'), start('0', '1')],
    ['fills a free place', wave('r d w w'), start('2')],
    ['waits while all places are taken', wave('r r w'), wait()],
    ['waits for the last clusters', wave('d d r'), wait()],
    ['passes a wave whose clusters are done', wave('d d d'), end('passed')],
    ['passes a wave without clusters', wave(''), end('passed')],
    ['starts no cluster after a failure, and lets the others finish', wave('f r w'), wait()],
    ['ends a wave with a failure', wave('f d w'), end('failed')],
    ['lets running clusters continue below the limit of failures', wave('f r w', { stopAfterFailures: 2 }), wait()],
    [
      'stops running clusters at the limit of failures',
      wave('f f r', { stopAfterFailures: 2 }),
      { do: 'stop-running' },
    ],
    ['continues after a cluster that another process holds', wave('h r w w'), start('2')],
    ['reads held clusters again at the end of the wave', wave('h d h'), { do: 'read-again', keys: ['0', '2'] }],
    ['does not read held clusters again while one is running', wave('h r'), wait()],
    ['fails a wave with a held cluster that is still due', wave('b d'), end('failed')],
    ['stops running clusters on request', wave('r r w', { isStopping: true }), { do: 'stop-running' }],
    ['ends on request when nothing is running', wave('d w', { isStopping: true }), end('stopped')],
    ['passes a wave that finished before the stop', wave('d d', { isStopping: true }), end('passed')],
    ['ends as failed on request after a failure', wave('f s', { isStopping: true }), end('failed')],
    ['ends after a cluster that someone else stopped', wave('s w'), end('stopped')],
    ['waits for the time window', wave('w w', { opensInMs: 60_000 }), wait(60_000)],
    ['does not wait for the time window when nothing is left', wave('d d', { opensInMs: 60_000 }), end('passed')],
    ['lets clusters finish outside of the time window', wave('r w', { opensInMs: 60_000 }), wait(60_000)],
    ['starts no cluster after its time', wave('r w', { leftMs: 0 }), wait()],
    ['ends after its time', wave('d w', { leftMs: 0 }), end('out-of-time')],
    ['passes a wave that finished after the time', wave('d d', { leftMs: 0 }), end('passed')],
    ['ends when the window opens after its time', wave('d w', { opensInMs: 9, leftMs: 9 }), end('out-of-time')],
    ['counts queued clusters as running', wave('q r w'), wait()],
    ['waits for the last queued cluster', wave('d q'), wait()],
    ['takes queued clusters back after a failure', wave('f q r q'), withdraw('1', '3')],
    ['takes queued clusters back when the window closes', wave('q w', { opensInMs: 9 }), withdraw('0')],
    ['takes queued clusters back after its time', wave('d q', { leftMs: 0 }), withdraw('1')],
    ['takes queued clusters back before it stops the others', wave('q r', { isStopping: true }), withdraw('0')],
    ['waits no longer than its time', wave('r w', { opensInMs: 9, leftMs: 5 }), wait(5)],
  ])('%s', (_, state, expected) => expect(nextAction(state, false)).toEqual(expected));

  it.each<[string, WaveState, NextAction]>([
    ['waits for the clusters that were asked to stop', wave('r s w', { isStopping: true }), wait()],
    ['ends as failed after the limit of failures', wave('f f s w', { stopAfterFailures: 2 }), end('failed')],
  ])('%s', (_, state, expected) => expect(nextAction(state, true)).toEqual(expected));
});
