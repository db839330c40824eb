import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findCommand } from './support/find-command.ts';
import { type HttpSink, startHttpSink } from './support/http-sink.ts';
import { type CollectedSpan, spansIn } from './support/otlp-spans.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';

const instances = ['ssi-1', 'ssi-2'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${91 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'my kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];
const traceId = '0af7651916cd43dd8448eb211c80319c';

let site: RollSite;
let sink: HttpSink;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka], recycling: { durationMs: 300 } });
  sink = await startHttpSink();
});
afterEach(async () => {
  sink.stop();
  await site.stop();
});

const bodiesAt = (path: string): Record<string, unknown>[] =>
  sink.requests
    .filter((request) => request.path === path)
    .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);
const collected = (): CollectedSpan[] =>
  sink.requests.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => spansIn(body));
const failAt = (ssi: string) => site.simulator.cloud.setRecycling(ssi, { imageAfter: 'ami-other' });

describe('the notifications of a run', () => {
  it('reach an event receiver and a chat, from the environment', async () => {
    const { exitCode, stderr } = await site.run(args, {
      ESG_RECYCLER_NOTIFY: `${sink.url}/events chat+${sink.url}/chat`,
    });
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('Cannot notify')]);
    expect(bodiesAt('/events')).toMatchObject([
      { specversion: '1.0', type: 'esg_recycler.run_started', data: { cluster: 'sig-kafka', due: 2 } },
      { type: 'esg_recycler.run_finished', data: { outcome: 'done', instances: { done: 2 } } },
    ]);
    expect(bodiesAt('/chat')).toEqual([
      { text: expect.stringMatching(/^sig-kafka: roll started: 2 of 2 instances to ami-new/) },
      { text: 'sig-kafka: roll finished: 2 done, 0 skipped, 0 failed, 0 pending' },
    ]);
  });

  it('report a failure with its next step', async () => {
    failAt('ssi-1');
    const { exitCode } = await site.run([...args, '--notify', `${sink.url}/events`]);
    expect(exitCode).toBe(1);
    expect(bodiesAt('/events').at(-1)).toMatchObject({
      type: 'esg_recycler.run_failed',
      text: expect.stringMatching(/^sig-kafka: roll failed \(image-not-target\): ssi-1 [^]*\nNext: .+\nRunbook: docs/),
      data: { outcome: 'failed', error: { code: 'image-not-target' } },
    });
  });

  it('are refused before anything is read when a URL is invalid', async () => {
    const { exitCode, stderr } = await site.run(args, { ESG_RECYCLER_NOTIFY: 'hooks.example.net/hunter2' });
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('Error (setting-invalid): notify contains a value'),
    ]);
    expect(stderr).not.toContain('hunter2');
    expect(site.requested()).toEqual([]);
  });
});

describe('a run whose reports go nowhere', () => {
  it('is done as always, with one warning for each report, in bounded time', async () => {
    const hanging = await startHttpSink(() => {});
    const startedAt = performance.now();
    const { exitCode, stdout, stderr } = await site.run(args, {
      ESG_RECYCLER_NOTIFY: `${hanging.url}/hunter2`,
      OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url,
    });
    hanging.stop();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('2 done')]);
    expect(stderr.match(/^Cannot notify .*$/gm)).toEqual([expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+: /)]);
    expect(stderr.match(/^Cannot export traces.*$/gm)).toHaveLength(1);
    expect(stderr).not.toContain('hunter2');
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });
});

describe('the traces of a run', () => {
  it('arrive at a collector: run, instances and phases, below the span in TRACEPARENT', async () => {
    const parentId = 'b7ad6b7169203331';
    const { exitCode } = await site.run(args, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
      TRACEPARENT: `00-${traceId}-${parentId}-01`,
    });
    expect(exitCode).toBe(0);
    const spans = collected();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [roll] = named('roll');
    expect(roll).toMatchObject({
      traceId,
      parentId,
      attributes: { 'esg_recycler.cluster': 'sig-kafka', 'esg_recycler.outcome': 'done' },
      resource: { 'service.name': 'esg-recycler', 'deployment.environment': 'test' },
    });
    const found = named('instance');
    expect(found.map(({ parentId: id, attributes }) => [id, attributes['esg_recycler.instance']])).toEqual([
      [roll?.id, 'ssi-1'],
      [roll?.id, 'ssi-2'],
    ]);
    const [first] = found;
    const phases = spans.filter((span) => span.parentId === first?.id);
    expect(phases.map(({ name }) => name)).toEqual([
      'check-before',
      'prepare',
      'recycle',
      'reconnect',
      'check-after',
      'finish',
    ]);
    expect(named('recycle')[0]?.seconds).toBeGreaterThan(0.3);
    const total = phases.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(Math.abs(total - (first?.seconds ?? 0))).toBeLessThan(0.01);
    expect(spans.every(({ status }) => status?.code === undefined || status.code === 0)).toBe(true);
  });

  it('mark the phase, the instance and the run that failed', async () => {
    failAt('ssi-1');
    await site.run(args, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sink.url}/v1/traces` });
    const failed = collected().filter(({ status }) => status?.code === 2);
    expect(failed.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['recycle', 'image-not-target'],
      ['instance', 'image-not-target'],
      ['roll', 'image-not-target'],
    ]);
  });
});

describeWith('promtool', 'the metrics file of a run', () => {
  const check = (text: string) => {
    const { status, stdout, stderr } = spawnSync(findCommand('promtool') ?? '', ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    return { status, printed: stdout + stderr };
  };

  it('is accepted by promtool after a success and after a failure', async () => {
    mkdirSync(join(site.folder, 'textfile'));
    const folder = join(site.folder, 'textfile');
    const read = (): string => readFileSync(join(folder, 'esg_recycler_sig-kafka.prom'), 'utf8');
    const first = await site.run([...args, '--limit', 'ssi-1', '--metrics-file', folder]);
    expect(first.exitCode).toBe(0);
    expect(check(read())).toEqual({ status: 0, printed: '' });
    const success = /^esg_recycler_last_success_timestamp_seconds\{cluster="sig-kafka"\} (\d+\.?\d*)$/m;
    const [, at = ''] = success.exec(read()) ?? [];
    expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(120);

    failAt('ssi-2');
    expect((await site.run(args, { ESG_RECYCLER_METRICS_FILE: folder })).exitCode).toBe(1);
    expect(check(read())).toEqual({ status: 0, printed: '' });
    expect(read()).toContain('esg_recycler_run_state{state="failed",cluster="sig-kafka"} 1');
    // From the ledger of the run before. It is written a moment before the event.
    expect(Math.abs(Number(success.exec(read())?.[1]) - Number(at))).toBeLessThan(1);
    expect(readdirSync(folder)).toEqual(['esg_recycler_sig-kafka.prom']);
  });

  it('would be rejected by promtool if a name broke its rules', () =>
    expect(check('# HELP x_ms A duration.\n# TYPE x_ms gauge\nx_ms 1\n').status).not.toBe(0));
});
