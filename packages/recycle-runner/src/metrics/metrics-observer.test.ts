import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { numberedEvents } from '../events/event-fixtures.ts';
import { createMetricsObserver } from './metrics-observer.ts';
import { metricsPath } from './metrics-path.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metrics-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cluster = 'my kafka';
const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((ssi, index) => ({ ssi, action: index < 2 ? 'recycle' : 'leave' }));
const before = [
  ['run_started'],
  ['run_planned', { instances }],
  ['instance_started'],
  ['gate_waiting', { phase: 'before', reason: 'in-sync: 2 of 3' }],
  ['gate_passed', { phase: 'before' }],
  ['recycle_requested'],
  ['recycle_proved'],
  ['gate_waiting', { phase: 'after' }],
  ['gate_passed', { phase: 'after' }],
  ['instance_finished'],
  ['instance_started', {}, 'ssi-2'],
] as const;

async function observe(
  events: Parameters<typeof numberedEvents>[0],
  { file = join(folder, 'a.prom'), lastSuccess }: { file?: string; lastSuccess?: string } = {},
) {
  const warnings: string[] = [];
  const observer = createMetricsObserver({ file, cluster, lastSuccess }, (line) => warnings.push(line));
  for (const event of numberedEvents(events)) observer.event(event);
  await observer.close();
  return warnings;
}
const sample = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length),
  );
const written = (name = 'a.prom'): string => readFileSync(join(folder, name), 'utf8');

describe('createMetricsObserver', () => {
  it('writes the states of a run in progress', async () => {
    expect(await observe(before, { lastSuccess: '2026-11-01T00:00:00.000Z' })).toEqual([]);
    const text = written();
    for (const [state, count] of Object.entries({ pending: 0, running: 1, skipped: 1, recycled: 1, failed: 0 }))
      expect([state, sample(text, `esg_recycler_instances{state="${state}",cluster="my kafka"}`)]).toEqual([
        state,
        count,
      ]);
    expect(sample(text, 'esg_recycler_run_state{state="running",cluster="my kafka"}')).toBe(1);
    expect(sample(text, 'esg_recycler_run_started_timestamp_seconds{cluster="my kafka"}')).toBe(
      Date.UTC(2026, 10, 23, 7) / 1000,
    );
    expect(sample(text, 'esg_recycler_last_success_timestamp_seconds{cluster="my kafka"}')).toBe(
      Date.UTC(2026, 10, 1) / 1000,
    );
    expect(sample(text, 'esg_recycler_check_failures_total{phase="before",cluster="my kafka"}')).toBe(1);
    expect(sample(text, 'esg_recycler_phase_duration_seconds_sum{cluster="my kafka",phase="check-before"}')).toBe(2);
    expect(text).toMatch(/^esg_recycler_run_info\{run="run-1",version="[^"]+",cluster="my kafka"\} 1$/m);
  });

  it('moves the time of the last success only when a run is done', async () => {
    const success = 'esg_recycler_last_success_timestamp_seconds{cluster="my kafka"}';
    await observe([...before, ['run_failed', { outcome: 'failed' }]], { lastSuccess: '2026-11-01T00:00:00.000Z' });
    expect(sample(written(), success)).toBe(Date.UTC(2026, 10, 1) / 1000);
    expect(sample(written(), 'esg_recycler_run_state{state="failed",cluster="my kafka"}')).toBe(1);
    await observe([...before, ['run_finished', { outcome: 'done' }]]);
    expect(sample(written(), success)).toBe(Date.UTC(2026, 10, 23, 7, 0, before.length) / 1000);
  });

  it('replaces the file in one step, readable for others, without a helper file', async () => {
    writeFileSync(join(folder, 'a.prom'), 'old', { mode: 0o600 });
    const { ino } = statSync(join(folder, 'a.prom'));
    await observe(before);
    expect(statSync(join(folder, 'a.prom')).ino).not.toBe(ino);
    expect(statSync(join(folder, 'a.prom')).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(['a.prom']);
  });

  it('warns once when the folder is gone', async () =>
    expect(await observe(before, { file: join(folder, 'gone/a.prom') })).toEqual([
      expect.stringMatching(/^Cannot write metrics: ENOENT.*The roll continues\.$/),
    ]));
});

describe('metricsPath', () => {
  it('names a file for each cluster in a folder', () => {
    mkdirSync(join(folder, 'textfile'));
    expect(metricsPath(join(folder, 'textfile'), cluster)).toBe(join(folder, 'textfile/esg_recycler_my%20kafka.prom'));
    expect(metricsPath(join(folder, 'x.prom'), cluster)).toBe(join(folder, 'x.prom'));
  });

  it('refuses a folder that does not exist', () =>
    expect(() => metricsPath(join(folder, 'gone/x.prom'), cluster)).toThrow(
      expect.objectContaining({ code: 'metrics-unwritable', exitCode: 2 }),
    ));
});
