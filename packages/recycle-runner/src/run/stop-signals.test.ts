import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { listenForStop } from './stop-signals.ts';

describe('listenForStop', () => {
  it('asks at the first signal, presses harder with each further one', () => {
    const source = new EventEmitter();
    const pressed: string[] = [];
    const stop = listenForStop(source);
    stop.onPress((signal) => pressed.push(signal));
    expect(stop.signal.aborted).toBe(false);
    source.emit('SIGTERM');
    expect([stop.signal.aborted, pressed]).toEqual([true, []]);
    for (const name of ['SIGINT', 'SIGINT', 'SIGHUP', 'SIGINT']) source.emit(name);
    expect(pressed).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL']);
  });

  it('presses nothing after the process ended, and removes its listeners', () => {
    const source = new EventEmitter();
    const pressed: string[] = [];
    const stop = listenForStop(source);
    stop.onPress((signal) => pressed.push(signal))();
    source.emit('SIGINT');
    source.emit('SIGINT');
    expect(pressed).toEqual([]);
    stop.dispose();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
