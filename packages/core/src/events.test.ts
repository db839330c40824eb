import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createEventWriter, isEvent, type RecyclerEvent } from './events.ts';

it('appends one JSON line per event, readable only by the owner', () => {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  const file = join(folder, 'events.jsonl');
  const emit = createEventWriter(file);
  emit('recycle_state', { esg: 'sig-1', ssi: 'ssi-1' }, { error: 'two\nlines' });
  createEventWriter(file)('recycle_proved', { ssi: 'ssi-1' });
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toEqual([
    expect.objectContaining({
      event: 'recycle_state',
      esg: 'sig-1',
      ssi: 'ssi-1',
      event_data: { error: 'two\nlines' },
    }),
    expect.objectContaining({ event: 'recycle_proved', event_data: {} }),
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});

it('begins a new line after one that a full disk has cut', () => {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, '{"event": "runner_on_ok", "event_da');
  const emit = createEventWriter(file);
  emit('recycle_proved', { ssi: 'ssi-1' });
  emit('recycle_proved', { ssi: 'ssi-2' });
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as RecyclerEvent).ssi)).toEqual(['ssi-1', 'ssi-2']);
  rmSync(folder, { recursive: true });
});

it('does nothing without an event file', () => expect(() => createEventWriter('')('run_started', {})).not.toThrow());

it('continues when the file cannot be written anymore', () =>
  expect(() => createEventWriter(join(tmpdir(), 'no-such-folder', 'events.jsonl'))('run_started', {})).not.toThrow());

it('distinguishes events by their names', () => {
  const event: RecyclerEvent = { uuid: '1', created: '', event: 'gate_passed', event_data: { phase: 'after' } };
  expect(isEvent(event, 'gate_waiting')).toBe(false);
  // Compiles only because the payload is typed by the name.
  expect(isEvent(event, 'gate_passed') && event.event_data.phase.length).toBe(5);
});
