import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../events/event-log.ts';
import { advance, type Board, draw } from './board.ts';

const event = (
  name: string,
  seconds: number,
  ssi?: string,
  event_data: Record<string, unknown> = {},
): NumberedEvent => ({
  uuid: 'u',
  counter: 1,
  created: new Date(seconds * 1000).toISOString(),
  event: name,
  ssi,
  event_data,
});
const planned = event('run_planned', 0, undefined, {
  instances: [
    { ssi: 'ssi-1', address: '10.0.0.1', action: 'recycle' },
    { ssi: 'ssi-22', address: null, action: 'recycle' },
    { ssi: 'ssi-3', address: '10.0.0.3', action: 'leave' },
  ],
});
const after = (...events: NumberedEvent[]): Board => events.reduce<Board>(advance, []);
const view = { now: 70_000, frame: 0, columns: 80, rows: 24 };

describe('draw', () => {
  it('lists the instances to recycle, with their state and time', () => {
    const board = after(
      planned,
      event('instance_started', 0, 'ssi-1'),
      event('instance_finished', 65, 'ssi-1'),
      event('instance_started', 66, 'ssi-22'),
      event('recycle_state', 68, 'ssi-22', { state: 'RECYCLING' }),
      event('playbook_on_task_start', 69, 'ssi-22'),
    );
    expect(draw(board, view)).toEqual([
      '✔  ssi-1   10.0.0.1   1m05s  finished',
      '⠋  ssi-22                4s  Spot reports RECYCLING',
    ]);
  });

  it('counts the checks that have passed', () => {
    const board = after(
      planned,
      event('instance_started', 0, 'ssi-1'),
      event('gate_waiting', 60, 'ssi-1', { phase: 'after', passed: 3, count: 12 }),
    );
    expect(draw(board, view)[0]).toMatch(/ {2}health check after the recycle: 3 of 12 passed$/);
  });

  it('marks skipped and failed instances', () => {
    const board = after(
      planned,
      event('instance_skipped', 1, 'ssi-1', { reason: 'up to date' }),
      event('instance_failed', 2, 'ssi-22', { msg: 'no capacity' }),
    );
    expect(draw(board, view)).toEqual([
      '↓  ssi-1   10.0.0.1          skipped: up to date',
      '✖  ssi-22                    FAILED: no capacity',
    ]);
  });

  it('does not mark an instance as failed that another one blocks', () => {
    const board = after(
      planned,
      event('instance_started', 1, 'ssi-1'),
      event('instance_failed', 2, 'ssi-1', { code: 'other-replaced', message: 'ssi-22 is another' }),
    );
    expect(draw(board, view)[0]).toMatch(/^ {3}ssi-1 .*not started: ssi-22 is another$/);
  });

  it('adds instances that are planned during the roll', () => {
    const instances = [
      { ssi: 'ssi-1', address: '10.0.0.1', action: 'leave' },
      { ssi: 'ssi-4', address: '10.0.0.4', action: 'recycle' },
    ];
    const board = after(
      planned,
      event('instance_finished', 1, 'ssi-1'),
      event('run_planned', 2, undefined, { instances }),
    );
    expect(board.map(({ ssi, mark }) => `${ssi} ${mark}`)).toEqual(['ssi-1 done', 'ssi-22 waiting', 'ssi-4 waiting']);
  });

  it('fits the screen, and keeps the instance in progress visible', () => {
    const instances = Array.from({ length: 30 }, (_, n) => ({ ssi: `ssi-${n}`, address: null, action: 'recycle' }));
    const finished = Array.from({ length: 15 }, (_, n) => event('instance_finished', 1, `ssi-${n}`));
    const running = event('instance_started', 2, 'ssi-15');
    const lines = draw(after(event('run_planned', 0, undefined, { instances }), ...finished, running), {
      ...view,
      columns: 12,
      rows: 9,
    });
    expect(lines).toHaveLength(8);
    expect(lines.every((line) => line.length < 12)).toBe(true);
    expect(lines.some((line) => line.includes('ssi-15'))).toBe(true);
  });
});
