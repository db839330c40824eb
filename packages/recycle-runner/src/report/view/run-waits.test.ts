import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../../events/event-log.ts';
import { exampleEvent } from './example-view.ts';
import { waitsOf } from './run-waits.ts';

const at = (minute: number, name: string, data: Record<string, unknown> = {}): NumberedEvent => ({
  ...exampleEvent(name, data),
  created: `2026-11-23T07:0${minute}:00.000Z`,
});
const time = (minute: number): string => `2026-11-23T07:0${minute}:00.000Z`;

describe('waitsOf', () => {
  it('lists each wait with who asked for it', () =>
    expect(
      waitsOf([
        at(1, 'run_held', { kind: 'hold', reason: 'a demo', by: 'bob@jump' }),
        at(3, 'run_continued', { kind: 'hold' }),
        at(4, 'instance_started'),
      ]),
    ).toEqual([{ reason: 'hold: a demo', startedAt: time(1), finishedAt: time(3), by: ['bob@jump'] }]));

  it('names who approved', () =>
    expect(
      waitsOf([
        at(1, 'approval_waiting', { reason: 'approval of ssi-1' }),
        at(2, 'approval_granted', { by: 'bob@jump', answer: 'skip' }),
      ]),
    ).toMatchObject([{ reason: 'approval of ssi-1', by: ['skipped by bob@jump'] }]));

  it('begins another wait when the reason changes, and keeps one that has no end', () =>
    expect(
      waitsOf([
        at(1, 'run_held', { kind: 'veto', reason: 'KafkaDown' }),
        at(2, 'run_held', { kind: 'veto', reason: 'KafkaDown' }),
        at(3, 'run_held', { kind: 'freeze', reason: 'Friday' }),
        at(4, 'run_finished'),
      ]),
    ).toEqual([
      { reason: 'veto: KafkaDown', startedAt: time(1), finishedAt: time(3), by: [] },
      { reason: 'freeze: Friday', startedAt: time(3), by: [] },
    ]));

  it('is empty for a run that waited for nobody', () => expect(waitsOf([at(1, 'instance_started')])).toEqual([]));
});
