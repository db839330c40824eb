import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { NumberedEvent } from '../events/event-log.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createLiveReporter, type Screen } from './live-reporter.ts';
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
    ['gate_passed', { phase: 'before', kind: 'kafka' }, 'health check before the recycle passed'],
    ['gate_passed', { phase: 'after', ports: [9092] }, 'port check after the recycle passed'],
    [
      'gate_passed',
      { phase: 'after', kind: 'kafka', count: 12, numbers: [{ name: 'partitions in sync', value: 9, of: 9 }] },
      'health check after the recycle passed 12 times in a row (partitions in sync 9 of 9)',
    ],
    ['recycle_requested', {}, 'recycle requested'],
    ['recycle_state', { state: 'RECYCLING', instanceId: 'i-9' }, 'Spot reports RECYCLING (i-9)'],
    ['recycle_state', { state: 'PAUSED', by: 'itself' }, 'left ACTIVE on its own, Spot reports PAUSED'],
    ['run_planned', { appended: ['ssi-4', 'ssi-5'] }, 'added to the plan: ssi-4, ssi-5'],
    ['instance_deferred', { yieldTo: ['ssi-2', 'ssi-3'] }, 'deferred: ssi-2, ssi-3 go first'],
    ['instance_deferred', { yieldTo: ['ssi-2'] }, 'deferred: ssi-2 goes first'],
    ['recycle_state', { error: 'HTTP 401' }, 'still waiting, Spot cannot be read: HTTP 401'],
    ['recycle_proved', { after: { instanceId: 'i-9' } }, 'recycle verified: now i-9'],
    [
      'gate_waiting',
      { phase: 'after', reason: 'in-sync: 2 of 9' },
      'waiting for the health check after the recycle: in-sync: 2 of 9',
    ],
    ['gate_waiting', { phase: 'before', kind: 'kafka' }, 'waiting for the health check before the recycle'],
    ['gate_waiting', { phase: 'after', ports: [9092] }, 'waiting for the port check after the recycle'],
    ['drain_started', {}, 'drain started'],
    ['instance_failed', { msg: 'no capacity' }, 'FAILED: no capacity'],
    [
      'instance_failed',
      { code: 'request-withheld', message: 'ssi-1 needs a new recycle' },
      'not started: ssi-1 needs a new recycle',
    ],
    ['instance_failed', { code: 'frozen', message: 'the tag' }, 'not started: the tag'],
    ['instance_failed', { code: 'recycle-error', message: 'went to ERROR' }, 'FAILED (recycle-error)'],
    ['instance_failed', { message: 'no capacity', msg: 'no capacity. Wait.' }, 'FAILED: no capacity'],
    [
      'instance_failed',
      { msg: 'long', code: 'in-sync', findings: [{ code: 'in-sync', severity: 'block', runbook: 'kafka.md#in-sync' }] },
      'FAILED: the health check still fails (in-sync)',
    ],
    [
      'instance_failed',
      { msg: 'long', code: 'fence-failed', findings: [{ code: 'fence-failed', severity: 'block' }] },
      'FAILED (fence-failed)',
    ],
    ['instance_failed', { code: 'other-replaced', message: 'ssi-3 is another' }, 'not started: ssi-3 is another'],
    [
      'cluster_marked',
      { seconds: 150 },
      'waiting 2m30s before the first request, so that a roll from another machine would be noticed',
    ],
    [
      'cluster_watched',
      { seconds: 60 },
      'no record of a finished run: watching the cluster for 1m before the first request',
    ],
    [
      'cluster_watched',
      { seconds: 60, changes: [{ ssi: 'ssi-2', state: 'RECYCLING', instanceId: 'i-9' }] },
      'waiting for a quiet period of 1m: ssi-2 is RECYCLING (i-9), without a recorded request (is someone else rolling this cluster?)',
    ],
  ])('prints a line for %s: %j', (name, data, words) => {
    const output = collector();
    createPlainReporter(output).event(event(name, data));
    expect(output.written).toEqual([
      `2026-11-23T07:05:54Z  ${name === 'instance_started' ? '1/1  ' : ''}ssi-1  ${words}\n`,
    ]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a task of Ansible', 'playbook_on_task_start', { task: 'Gate' }],
    ['one of several checks', 'gate_waiting', { phase: 'after', passed: 3, count: 12 }],
    ['a check for a plan', 'instance_checked', { closedPorts: [] }],
    ['a check of nothing', 'gate_passed', { phase: 'before', kind: '', ports: [], findings: [] }],
    ['a check of nothing that waits', 'gate_waiting', { phase: 'after', kind: undefined, ports: [] }],
  ])('prints nothing for %s', (_, name, data) => {
    const output = collector();
    createPlainReporter(output).event(event(name, data));
    expect(output.written).toEqual([]);
  });

  it('numbers the instances, and estimates the rest after each', () => {
    const output = collector();
    const reporter = createPlainReporter(output, { earlier: [120_000] });
    const instances = ['ssi-2', 'ssi-1'].map((ssi) => ({ ssi, address: null, action: 'recycle' }));
    const later = { created: '2026-11-23T07:08:04.500Z' };
    reporter.event({ ...event('run_planned', { instances }), ssi: undefined });
    reporter.event(event('instance_started'));
    reporter.event({ ...event('instance_finished'), ...later });
    reporter.event({ ...event('instance_started'), ...later, ssi: 'ssi-2' });
    expect(output.written).toEqual([
      '2026-11-23T07:05:54Z  1/2  ssi-1  started\n',
      '2026-11-23T07:08:04Z  1/2  ssi-1  finished in 2m11s, about 2m30s left\n',
      '2026-11-23T07:08:04Z  2/2  ssi-2  started\n',
    ]);
  });
});

describe('createJsonReporter', () => {
  it('writes every event on its own line, and nothing else', () => {
    const output = collector();
    const reporter = createJsonReporter(output);
    reporter.note('stopping');
    reporter.event(event('playbook_on_task_start', { task: 'two\nlines' }));
    reporter.close();
    expect(output.written).toHaveLength(1);
    expect(output.written[0]).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(output.written[0] ?? '')).toMatchObject({ event: 'playbook_on_task_start', counter: 1 });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['info', 'instance_started', {}],
    ['info', 'gate_waiting', { passed: 3 }],
    ['warning', 'gate_waiting', { reason: 'in-sync: 2 of 9' }],
    ['warning', 'recycle_state', { error: 'HTTP 401' }],
    ['error', 'instance_failed', {}],
    ['error', 'run_failed', {}],
  ])('adds the severity %s and the elapsed time to %s: %j', (severity, name, data) => {
    const output = collector();
    const reporter = createJsonReporter(output);
    reporter.event(event('run_started'));
    reporter.event({ ...event(name, data), created: '2026-11-23T07:06:55.500Z' });
    expect(JSON.parse(output.written[1] ?? '')).toMatchObject({ event: name, severity, elapsed: 61.5 });
  });
});

describe('createLiveReporter', () => {
  const open = () => {
    const written: string[] = [];
    const screen = Object.assign(new EventEmitter(), {
      columns: 80,
      rows: 24,
      isTTY: true as const,
      write: (text: string) => written.push(text) > 0,
    });
    const reporter = createLiveReporter(screen as unknown as Screen, { now: () => 0 });
    return { reporter, screen, taken: () => written.splice(0).join('') };
  };
  const instances = [{ ssi: 'ssi-1', address: '10.0.0.1', action: 'recycle' }];

  it('writes only what changed, keeps notes above, and restores the cursor', () => {
    const { reporter, taken } = open();
    expect(taken()).toBe('\x1b[?25l');
    reporter.event(event('run_planned', { instances }));
    expect(taken()).toContain('ssi-1  10.0.0.1');
    reporter.event(event('run_planned', { instances }));
    expect(taken()).toBe('');
    reporter.note('finishing ssi-1');
    expect(taken()).toMatch(/finishing ssi-1\n[^]*ssi-1 {2}10\.0\.0\.1/);
    reporter.close();
    expect(taken().endsWith('\x1b[?25h')).toBe(true);
  });

  it('keeps who approved above, once the question has left the terminal', () => {
    const { reporter, taken } = open();
    reporter.event(event('run_planned', { instances }));
    reporter.pause();
    taken();
    reporter.event(event('approval_granted', { by: 'bob@jump', answer: 'yes' }));
    expect(taken()).toBe('');
    reporter.resume();
    expect(taken()).toMatch(/2026-11-23T07:05:54Z {2}ssi-1 {2}approved by bob@jump\n[^]*ssi-1 {2}10\.0\.0\.1/);
    reporter.close();
  });

  it('erases the lines that a narrower terminal has wrapped, and draws again', () => {
    const { reporter, screen, taken } = open();
    reporter.event(event('run_planned', { instances }));
    reporter.event(event('instance_started'));
    taken();
    screen.columns = 40;
    screen.emit('resize');
    const text = taken();
    expect(text.split('\x1b[1A').length - 1).toBeGreaterThan(13);
    expect(text).toContain('Recycling ');
    reporter.close();
    expect(screen.listenerCount('resize')).toBe(0);
  });
});
