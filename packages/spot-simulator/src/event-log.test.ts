import { describe, expect, it } from '@jest/globals';
import { maxOut, type SimulatorEvent } from './event-log.ts';

const event = (
  ssi: string | null,
  state: SimulatorEvent['state'],
  more: Partial<SimulatorEvent> = {},
): SimulatorEvent => ({
  at: 0,
  what: 'state',
  group: 'sig-1',
  ssi,
  state,
  instanceId: null,
  imageId: null,
  running: null,
  detail: null,
  ...more,
});

describe('maxOut', () => {
  const active = [event('ssi-1', 'ACTIVE'), event('ssi-2', 'ACTIVE')];

  it.each<[string, SimulatorEvent[], number]>([
    ['nothing happens', [], 0],
    ['one after the other', [event('ssi-1', 'RECYCLING'), event('ssi-1', 'ACTIVE'), event('ssi-2', 'RECYCLING')], 1],
    ['two at once', [event('ssi-1', 'RECYCLE'), event('ssi-2', 'PAUSED'), event('ssi-1', 'ACTIVE')], 2],
    ['accepted but not started', [event('ssi-1', 'ACTIVE', { what: 'accepted' }), event('ssi-2', 'RECYCLE')], 1],
    ['removed', [event('ssi-1', 'VANISHED'), event('ssi-2', 'ERROR')], 2],
    ['a process that died', [event('ssi-1', 'ACTIVE', { running: false }), event('ssi-2', 'RECYCLE')], 2],
    ['changes of the group', [event(null, null), event('ssi-2', 'RECYCLE')], 1],
  ])('%s', (_, events, expected) => expect(maxOut([...active, ...events])).toBe(expected));

  it('counts only the given groups', () => {
    const log = [event('ssi-1', 'RECYCLE'), event('ssi-3', 'RECYCLE', { group: 'sig-2' })];
    expect([maxOut(log), maxOut(log, ['sig-2']), maxOut(log, ['sig-1', 'sig-2'])]).toEqual([2, 1, 2]);
  });
});
