import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { isEvent } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import { endOf, phaseOf } from '../events/phases.ts';

interface OpenSpan {
  span: Span;
  context: Context;
}

interface OpenInstance extends OpenSpan {
  phase?: { name: string; span: Span };
}

const { ERROR: error } = SpanStatusCode;

const key = (name: string): string => `esg_recycler.${name}`;
const attributesOf = ({ run, cluster, esg, ssi, host }: NumberedEvent): Record<string, string> => ({
  ...(run && { [key('run')]: run }),
  ...(cluster && { [key('cluster')]: cluster }),
  ...(esg && { [key('group')]: esg }),
  ...(ssi && { [key('instance')]: ssi }),
  ...(host && { [key('host')]: host }),
});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function fail(span: Span, code: string | undefined, message: string | undefined): void {
  span.setStatus({ code: error, message });
  span.setAttribute('error.type', code ?? '_OTHER');
}

/**
 * The spans of one run, from its events: one for the run, one for each attempt at an instance, one for each phase. The
 * times are those of the events.
 *
 * @param parent the context of the span that started the run
 */
export function createRunSpans(tracer: Tracer, parent: Context = ROOT_CONTEXT): (event: NumberedEvent) => void {
  let run: OpenSpan | undefined;
  const instances = new Map<string, OpenInstance>();

  const start = (name: string, event: NumberedEvent, context: Context): OpenSpan => {
    const span = tracer.startSpan(
      name,
      { startTime: new Date(event.created), attributes: attributesOf(event) },
      context,
    );
    return { span, context: trace.setSpan(context, span) };
  };

  const endInstance = (ssi: string, event: NumberedEvent, outcome: string): void => {
    const instance = instances.get(ssi);
    if (instance === undefined) return;
    const data = event.event_data;
    const [code, message] = [textOf(data['code']), textOf(data['message']) ?? textOf(data['msg'])];
    for (const span of [instance.phase?.span, instance.span]) {
      if (outcome === 'failed' && span !== undefined) fail(span, code, message);
    }
    instance.span.setAttribute(key('outcome'), outcome);
    instance.phase?.span.end(new Date(event.created));
    instance.span.end(new Date(event.created));
    instances.delete(ssi);
  };

  const follow = (event: NumberedEvent, ssi: string): void => {
    const outcome = endOf(event);
    if (outcome !== undefined) return endInstance(ssi, event, outcome);
    const phase = phaseOf(event);
    if (phase === undefined) return undefined;
    const instance: OpenInstance = instances.get(ssi) ?? start('instance', event, run?.context ?? parent);
    instances.set(ssi, instance);
    if (instance.phase?.name === phase) return undefined;
    instance.phase?.span.end(new Date(event.created));
    instance.phase = { name: phase, span: start(phase, event, instance.context).span };
    return undefined;
  };

  return (event) => {
    if (isEvent(event, 'run_started')) run = start('roll', event, parent);
    else if (isEvent(event, 'run_finished') || isEvent(event, 'run_failed')) {
      const { outcome, error: reason } = event.event_data;
      for (const ssi of instances.keys()) endInstance(ssi, event, 'failed');
      if (outcome !== undefined) run?.span.setAttribute(key('outcome'), outcome);
      if (run !== undefined && event.event === 'run_failed') fail(run.span, reason?.code, reason?.message);
      run?.span.end(new Date(event.created));
      run = undefined;
    } else if (event.ssi !== undefined) follow(event, event.ssi);
  };
}
