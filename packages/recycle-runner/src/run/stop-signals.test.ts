import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { listenForStop } from './stop-signals.ts';

/** Signals on a manual clock: each arrives some milliseconds after the one before. */
function received(...signals: [ms: number, name: NodeJS.Signals][]) {
  const source = new EventEmitter();
  let time = 0;
  const stop = listenForStop(source, () => time);
  const pressed: string[] = [];
  const release = stop.onPress((signal) => pressed.push(signal));
  for (const [ms, name] of signals) {
    time += ms;
    source.emit(name, name);
  }
  return { source, stop, pressed, release, isStopping: stop.signal.aborted };
}

describe('listenForStop', () => {
  it.each<[string, [number, NodeJS.Signals][]]>([
    ['Ctrl-C', [[0, 'SIGINT']]],
    ['SIGTERM', [[0, 'SIGTERM']]],
    [
      'Ctrl-C that a wrapper repeats',
      [
        [0, 'SIGINT'],
        [40, 'SIGINT'],
      ],
    ],
    [
      'a closed terminal, reported by kernel and shell',
      [
        [0, 'SIGHUP'],
        [3, 'SIGHUP'],
        [9000, 'SIGHUP'],
      ],
    ],
    [
      'a session that ends, with SIGTERM and SIGHUP',
      [
        [0, 'SIGTERM'],
        [5, 'SIGHUP'],
      ],
    ],
    [
      'SIGTERM again and again',
      [
        [0, 'SIGTERM'],
        [5000, 'SIGTERM'],
        [5000, 'SIGTERM'],
      ],
    ],
  ])('lets the instance in progress finish after %s', (_, signals) => {
    const { isStopping, pressed } = received(...signals);
    expect([isStopping, pressed]).toEqual([true, []]);
  });

  it('escalates with every later Ctrl-C, and counts each once', () => {
    const { pressed } = received(
      [0, 'SIGHUP'],
      [2000, 'SIGINT'],
      [40, 'SIGINT'],
      [2000, 'SIGINT'],
      [2000, 'SIGINT'],
      [40, 'SIGINT'],
      [2000, 'SIGINT'],
    );
    expect(pressed).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL']);
  });

  it('sends nothing after the process ended, and removes its listeners', () => {
    const { source, stop, pressed, release } = received([0, 'SIGINT']);
    release();
    source.emit('SIGINT', 'SIGINT');
    expect(pressed).toEqual([]);
    stop.dispose();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
