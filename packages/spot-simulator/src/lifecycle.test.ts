import { describe, expect, it } from '@jest/globals';
import { allows, stepsOf } from './lifecycle.ts';
import { defaultRecycling, type Recycling } from './recycling.ts';
import { type Action, states } from './states.ts';

const pathOf = (action: Action, recycling: Partial<Recycling> = {}) =>
  stepsOf(action, { ...defaultRecycling, ...recycling })
    .map(({ state }) => state)
    .join(' ');

describe('stepsOf', () => {
  it.each<[Action, Partial<Recycling>, string]>([
    ['recycle', {}, 'RECYCLE RECYCLING ACTIVE'],
    ['recycle', { exposesPausing: true }, 'RECYCLE PAUSING PAUSED RESUMING ACTIVE'],
    ['recycle', { outcome: 'error' }, 'RECYCLE RECYCLING ERROR'],
    ['recycle', { outcome: 'paused' }, 'RECYCLE RECYCLING PAUSED'],
    ['recycle', { outcome: 'vanished' }, 'RECYCLE RECYCLING VANISHED'],
    ['recycle', { outcome: 'deallocated' }, 'RECYCLE RECYCLING DEALLOCATING DEALLOCATED'],
    ['recycle', { outcome: 'unchanged' }, ''],
    ['recycle', { outcome: 'stuck' }, 'RECYCLE RECYCLING'],
    ['recycle', { outcome: 'error', exposesPausing: true }, 'RECYCLE PAUSING PAUSED RESUMING ERROR'],
    ['pause', { outcome: 'error' }, 'PAUSE PAUSING PAUSED'],
    ['resume', {}, 'RESUME RESUMING ACTIVE'],
    ['resume', { outcome: 'paused' }, 'RESUME RESUMING PAUSED'],
    ['deallocate', {}, 'DEALLOCATE DEALLOCATING DEALLOCATED'],
  ])('%s with %j goes through %s', (action, recycling, path) => expect(pathOf(action, recycling)).toBe(path));

  it.each([{ exposesPausing: false }, { exposesPausing: true }])('takes the set duration: %j', (toggles) => {
    const total = stepsOf('recycle', { ...defaultRecycling, ...toggles }).reduce(
      (sum, { afterMs }) => sum + afterMs,
      0,
    );
    expect(total).toBeCloseTo(defaultRecycling.requestedMs + defaultRecycling.durationMs);
  });
});

describe('allows', () => {
  it.each<[Action, string]>([
    ['recycle', 'ACTIVE'],
    ['pause', 'ACTIVE'],
    ['resume', 'PAUSED ERROR'],
    ['deallocate', 'ACTIVE PAUSED ERROR'],
  ])('allows %s only in %s', (action, expected) =>
    expect(states.filter((state) => allows(state, action)).join(' ')).toBe(expected),
  );
});
