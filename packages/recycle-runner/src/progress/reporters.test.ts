import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../events/event-log.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createLiveReporter } from './live-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';

const event = (name: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  counter: 1,
  created: '2026-11-23T07:05:54.000Z',
  event: name,
  ssi: 'ssi-1',
  host: '10.0.0.1',
  event_data,
});
const collector = () => {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text) };
};

describe('createPlainReporter', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['instance_started', {}, 'started'],
    ['gate_passed', { phase: 'before', kind: 'kafka' }, 'gate before passed'],
    ['gate_passed', { phase: 'after', ports: [9092] }, 'gate after passed'],
    ['recycle_requested', {}, 'recycle requested'],
    ['recycle_state', { state: 'RECYCLING' }, 'is RECYCLING'],
    ['recycle_state', { state: 'PAUSED', by: 'itself' }, 'left ACTIVE by itself, is PAUSED'],
    ['run_planned', { appended: ['ssi-4', 'ssi-5'] }, 'due by now, and appended: ssi-4, ssi-5'],
    ['instance_deferred', { yieldTo: ['ssi-2', 'ssi-3'] }, 'left for later, these go first: ssi-2, ssi-3'],
    ['gate_waiting', { phase: 'after', reason: 'in-sync: 2 of 9' }, 'waiting for the gate after: in-sync: 2 of 9'],
    ['gate_waiting', { phase: 'before', kind: 'kafka' }, 'waiting for the gate before'],
    ['gate_waiting', { phase: 'after', ports: [9092] }, 'waiting for the gate after'],
    ['drain_started', {}, 'drain started'],
    ['instance_failed', { msg: 'no capacity' }, 'FAILED: no capacity'],
    ['instance_failed', { code: 'recycle-error', message: 'went to ERROR' }, 'FAILED (recycle-error): went to ERROR'],
    ['instance_failed', { message: 'no capacity', msg: 'no capacity. Wait.' }, 'FAILED: no capacity'],
    [
      'instance_failed',
      { msg: 'long', code: 'in-sync', findings: [{ code: 'in-sync', severity: 'block' }] },
      'FAILED: kept shut by in-sync',
    ],
    ['instance_failed', { code: 'other-replaced', message: 'ssi-3 is another' }, 'not touched: ssi-3 is another'],
    [
      'cluster_watched',
      { seconds: 60 },
      'waiting: no clean end of an earlier roll is on record here, so the cluster is watched for 1m first',
    ],
    [
      'cluster_watched',
      { seconds: 60, changes: [{ ssi: 'ssi-2', state: 'RECYCLING', instanceId: 'i-9' }] },
      'waiting until nothing changes for 1m: ssi-2 is RECYCLING as i-9, without a request on record here (is somebody else rolling it?)',
    ],
  ])('tells %s in words', (name, data, words) => {
    const output = collector();
    createPlainReporter(output).event(event(name, data));
    expect(output.written).toEqual([`07:05:54  ssi-1  ${words}\n`]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a task of Ansible', 'playbook_on_task_start', { task: 'Gate' }],
    ['a check for a plan', 'instance_checked', { closedPorts: [] }],
    ['a gate that asks nothing', 'gate_passed', { phase: 'before', kind: '', ports: [], findings: [] }],
    ['a gate that asks nothing, and waits for nothing', 'gate_waiting', { phase: 'after', kind: undefined, ports: [] }],
  ])('is silent about %s', (_, name, data) => {
    const output = collector();
    createPlainReporter(output).event(event(name, data));
    expect(output.written).toEqual([]);
  });
});

describe('createJsonReporter', () => {
  it('writes every event on a line of its own, and nothing else', () => {
    const output = collector();
    const reporter = createJsonReporter(output);
    reporter.note('stopping');
    reporter.event(event('playbook_on_task_start', { task: 'two\nlines' }));
    reporter.close();
    expect(output.written).toHaveLength(1);
    expect(output.written[0]).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(output.written[0] ?? '')).toMatchObject({ event: 'playbook_on_task_start', counter: 1 });
  });
});

describe('createLiveReporter', () => {
  it('draws over its own lines, lets notes stand above them, and gives the cursor back', () => {
    const screen = { ...collector(), columns: 80, rows: 24 };
    const reporter = createLiveReporter(screen, () => 0);
    const instances = [{ ssi: 'ssi-1', address: '10.0.0.1', action: 'recycle' }];
    reporter.event(event('run_planned', { instances }));
    reporter.event(event('instance_started'));
    reporter.note('finishing ssi-1');
    reporter.close();
    const text = screen.written.join('');
    expect(text.startsWith('\x1b[?25l')).toBe(true);
    expect(text).toContain('\r\x1b[1A\x1b[Jfinishing ssi-1\n⠋  ssi-1');
    expect(text.endsWith('\x1b[?25h')).toBe(true);
  });
});
