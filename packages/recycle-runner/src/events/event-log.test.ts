import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventWriter } from '@esg-recycler/core';
import { createEventLog, type EventLog } from './event-log.ts';

let folder: string;
let file: string;
let log: EventLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-events-'));
  file = join(folder, 'events.jsonl');
  writeFileSync(file, '');
  log = createEventLog(file, { run: 'r1', cluster: 'kafka' });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('createEventLog', () => {
  it('returns new events with their number, run and cluster', () => {
    const emit = createEventWriter(file);
    emit('run_started', {});
    expect(log.read()).toMatchObject([{ event: 'run_started', counter: 1, run: 'r1', cluster: 'kafka' }]);
    emit('gate_passed', { ssi: 'ssi-1' }, { phase: 'after' });
    emit('instance_finished', { ssi: 'ssi-1' });
    expect(log.read()).toMatchObject([
      { event: 'gate_passed', counter: 2, event_data: { phase: 'after' } },
      { event: 'instance_finished', counter: 3 },
    ]);
    expect(log.read()).toEqual([]);
  });

  it('waits for the rest of a line, also within a character', () => {
    const line = Buffer.from(`${JSON.stringify({ uuid: '1', created: '', event: 'gate_waiting', host: 'bröker' })}\n`);
    const middle = line.indexOf('ö') + 1;
    appendFileSync(file, line.subarray(0, middle));
    expect(log.read()).toEqual([]);
    appendFileSync(file, line.subarray(middle));
    expect(log.read()).toMatchObject([{ host: 'bröker', counter: 1, event_data: {} }]);
  });

  it('skips lines that are not events', () => {
    appendFileSync(file, 'null\n[1]\n{"event": 1}\n{torn\n\n{"event": "run_finished"}\n');
    expect(log.read()).toMatchObject([{ event: 'run_finished', counter: 1 }]);
  });

  it('returns nothing after the file was deleted', () => {
    createEventWriter(file)('run_started', {});
    rmSync(file);
    expect(log.read()).toEqual([]);
  });

  it('reads more than one chunk', () => {
    const emit = createEventWriter(file);
    for (let n = 0; n < 300; n += 1) emit('gate_waiting', {}, { phase: 'after', reason: 'x'.repeat(500) });
    expect(log.read()).toHaveLength(300);
  });
});
