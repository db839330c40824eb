import { describe, expect, it } from '@jest/globals';
import type { Records, RunStatus } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../events/event-log.ts';
import { advanceStatus, publishStatus } from './run-status.ts';

const initial: RunStatus = { run: 'r1', lease: 1, operator: 'a@b', pid: 1, groupNames: [], lines: [] };
let counter = 0;
const event = (name: string, data: Record<string, unknown> = {}, ssi: string | undefined = 'ssi-1'): NumberedEvent => ({
  uuid: 'u',
  counter: (counter += 1),
  created: `2026-11-28T20:00:${String(counter % 60).padStart(2, '0')}.000Z`,
  event: name,
  ssi,
  event_data: data,
});
const after = (...events: NumberedEvent[]): RunStatus => events.reduce(advanceStatus, initial);
const held = (kind = 'hold') => event('run_held', { kind, reason: 'a demo', since: 't', by: 'bob' });

describe('advanceStatus', () => {
  it('has the instance in progress, its last line, and since when', () => {
    const last = event('gate_waiting', { phase: 'after', reason: 'in-sync: 2 of 9' });
    expect(after(event('instance_started'), event('recycle_requested'), last).doing).toEqual({
      ssi: 'ssi-1',
      text: 'waiting for the health check after the recycle: in-sync: 2 of 9',
      since: last.created,
    });
  });

  it('shows the bake, since its start, until it is finished', () => {
    const ofRun = (name: string, data = {}): NumberedEvent => ({ ...event(name, data), ssi: undefined });
    const started = ofRun('bake_started', { canaries: ['ssi-1'], until: '2026-11-28T20:10:00.000Z' });
    const checked = [event('instance_finished'), started, ofRun('bake_checked', { seconds: 90 })];
    expect(after(...checked).doing).toEqual({
      text: 'canary: the cluster is healthy, 1m30s left',
      since: started.created,
    });
    expect(after(...checked, ofRun('bake_finished')).doing).toBeUndefined();
  });

  it('counts passed checks without a line for each', () => {
    const first = event('gate_waiting', { phase: 'after', kind: 'kafka' });
    const { doing, lines } = after(
      first,
      event('gate_waiting', { phase: 'after', kind: 'kafka', passed: 3, count: 12 }),
    );
    expect(doing).toMatchObject({ text: 'health check after the recycle: 3 of 12 passed', since: first.created });
    expect(lines).toHaveLength(1);
  });

  it('ignores the events that only programs need', () => {
    expect(after(event('playbook_on_task_start', { task: 'Gate' }))).toBe(initial);
  });

  it('keeps the instance in progress when another one leaves ACTIVE', () => {
    const status = after(event('instance_started'), event('recycle_state', { state: 'PAUSED', by: 'itself' }, 'ssi-2'));
    expect(status.doing).toMatchObject({ ssi: 'ssi-1', text: 'started' });
    expect(status.lines.map(({ ssi }) => ssi)).toEqual(['ssi-1', 'ssi-2']);
  });

  it.each(['instance_finished', 'instance_skipped', 'instance_failed'])('has no instance in progress after %s', (end) =>
    expect(after(event('instance_started'), event(end)).doing).toBeUndefined(),
  );

  it('shows what it waits for, and the next instance is not in progress', () => {
    const status = after(held());
    expect(status.waitsFor).toMatchObject({ kind: 'hold', reason: 'a demo', since: 't', ssi: 'ssi-1' });
    expect(status.doing).toBeUndefined();
  });

  it.each(['ssi-1', '*'])('waits for the approval of %s', (approves) => {
    const data = { reason: 'an approval', since: 't', command: 'c', approves };
    expect(after(event('approval_waiting', data)).waitsFor).toEqual({
      kind: 'approval',
      reason: 'an approval',
      since: 't',
      ssi: 'ssi-1',
      approves,
    });
  });

  it.each([
    ['run_continued', { kind: 'hold' }],
    ['approval_granted', { by: 'bob', answer: 'yes' }],
    ['instance_started', {}],
  ])('waits for nothing after %s', (name, data) => expect(after(held(), event(name, data)).waitsFor).toBeUndefined());

  it('shows a stop, since when, and what it does to the instance in progress', () => {
    const stop = event('run_stopping', { instance: 'ssi-1', isRequested: true });
    const status = after(event('instance_started'), event('recycle_requested'), { ...stop, ssi: undefined });
    expect(status.stopRequestedAt).toBe(stop.created);
    expect(status.doing).toMatchObject({ ssi: 'ssi-1', text: 'recycle requested' });
    expect(status.lines.at(-1)).toMatchObject({ text: 'stop requested: ssi-1 is finished first' });
  });

  it.each<[string, NumberedEvent[], string | undefined]>([
    ['a request', [event('recycle_requested')], 'ssi-1'],
    ['a health check after it', [event('gate_waiting', { phase: 'after', reason: 'down' })], 'ssi-1'],
    ['a health check before it', [event('gate_waiting', { phase: 'before', reason: 'down' })], undefined],
    ['another instance that is out', [event('recycle_state', { state: 'PAUSED', by: 'itself' }, 'ssi-2')], undefined],
    ['its end', [event('recycle_requested'), event('instance_finished')], undefined],
  ])('knows whether its recycle was requested: %s', (_, events, requested) =>
    expect(after(event('instance_started'), ...events).requested).toBe(requested),
  );

  it('keeps a bounded number of lines', () => {
    const { lines } = after(...Array.from({ length: 150 }, () => event('drain_started')));
    expect(lines).toHaveLength(100);
    expect(lines.at(-1)?.counter).toBe(counter);
  });
});

describe('publishStatus', () => {
  /** Records whose writes take a moment. */
  const slow = (fail = false) => {
    const written: RunStatus[] = [];
    const put = async (_: string, status: RunStatus): Promise<void> => {
      await new Promise(setImmediate);
      if (fail) throw new Error('the store is away');
      written.push(status);
    };
    return { written, records: { put } as unknown as Records<RunStatus> };
  };

  it('writes the latest status, one write at a time', async () => {
    const { written, records } = slow();
    const publisher = publishStatus(records, initial);
    for (let n = 0; n < 10; n += 1) publisher.event(event('drain_started'));
    await publisher.stop();
    expect(written.map(({ lines }) => lines.length)).toEqual([0, 10]);
  });

  it('does not end a roll when the store fails', async () => {
    const publisher = publishStatus(slow(true).records, initial);
    publisher.event(event('drain_started'));
    await expect(publisher.stop()).resolves.toBeUndefined();
  });
});
