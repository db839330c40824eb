import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from '@jest/globals';
import { numberedEvents } from '../events/event-fixtures.ts';
import { createRunSpans } from './run-spans.ts';

const recycled = [
  ['instance_started'],
  ['gate_waiting', { phase: 'before' }],
  ['gate_passed', { phase: 'before' }],
  ['recycle_requested'],
  ['recycle_proved'],
  ['gate_waiting', { phase: 'after' }],
  ['gate_passed', { phase: 'after' }],
  ['instance_finished'],
] as const;

function spansOf(events: Parameters<typeof numberedEvents>[0]): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const follow = createRunSpans(provider.getTracer('test'));
  for (const event of numberedEvents(events)) follow(event);
  return exporter.getFinishedSpans();
}
const secondsOf = ({ duration: [seconds, nanos] }: ReadableSpan): number => seconds + nanos / 1e9;
/** `name < parent: seconds` */
const outline = (spans: readonly ReadableSpan[]): string[] =>
  spans.map((span) => {
    const parent = spans.find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
    return `${span.name}${parent === undefined ? '' : ` < ${parent.name}`}: ${secondsOf(span)}`;
  });

describe('createRunSpans', () => {
  it('makes a span for the run, each instance and each phase, timed by the events', () => {
    const spans = spansOf([['run_started'], ['run_planned'], ...recycled, ['run_finished', { outcome: 'done' }]]);
    expect(outline(spans)).toEqual([
      'check-before < instance: 2',
      'prepare < instance: 1',
      'recycle < instance: 1',
      'reconnect < instance: 1',
      'check-after < instance: 1',
      'finish < instance: 1',
      'instance < roll: 7',
      'roll: 10',
    ]);
    expect(spans.every(({ status }) => status.code === SpanStatusCode.UNSET)).toBe(true);
    expect(spans.at(-2)?.attributes).toEqual({
      'esg_recycler.run': 'run-1',
      'esg_recycler.cluster': 'my kafka',
      'esg_recycler.group': 'sig-kafka',
      'esg_recycler.instance': 'ssi-1',
      'esg_recycler.host': '10.0.0.1',
      'esg_recycler.outcome': 'recycled',
    });
  });

  it('marks the phase, the instance and the run that failed', () => {
    const error = { code: 'not-proved', message: 'ssi-1 did not return', exitCode: 1 };
    const spans = spansOf([
      ['run_started'],
      ...recycled.slice(0, 4),
      ['instance_failed', { code: 'not-active', msg: 'ssi-1 is PAUSED. Resume it', message: 'ssi-1 is PAUSED' }],
      ['run_failed', { outcome: 'failed', error }],
    ]);
    const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.map(({ name, status, attributes }) => [name, status.message, attributes['error.type']])).toEqual([
      ['recycle', 'ssi-1 is PAUSED', 'not-active'],
      ['instance', 'ssi-1 is PAUSED', 'not-active'],
      ['roll', 'ssi-1 did not return', 'not-proved'],
    ]);
  });

  it('ends the remaining spans with the run', () => {
    const spans = spansOf([['run_started'], ...recycled.slice(0, 4), ['run_failed', { outcome: 'failed' }]]);
    expect(spans.map(({ name, ended }) => [name, ended])).toEqual([
      ['check-before', true],
      ['prepare', true],
      ['recycle', true],
      ['instance', true],
      ['roll', true],
    ]);
  });
});
