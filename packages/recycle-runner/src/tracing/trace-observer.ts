import { hostname } from 'node:os';
import { defaultTextMapGetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { version } from '@esg-recycler/core';
import type { RunObserver, ReportWarning } from '../events/observer.ts';
import { createRunSpans } from './run-spans.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The timeout of an export where the environment sets none: the end of a run waits for the last export. */
const exportMs = 5000;
const closeMs = 10_000;

const timeoutOf = (env: Environment): { timeoutMillis?: number } =>
  env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] || env['OTEL_EXPORTER_OTLP_TIMEOUT'] ? {} : { timeoutMillis: exportMs };

/** Reports the first export that fails. */
function reporting(exporter: SpanExporter, warn: ReportWarning): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result: ExportResult) => {
        if (result.code !== ExportResultCode.SUCCESS && !isFailing) {
          isFailing = true;
          const reason = result.error?.message ?? 'the collector did not accept them';
          warn(`Cannot export traces: ${reason}. The roll continues. Further failures are not reported.`);
        }
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

/** The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over these attributes. */
const resource = () =>
  defaultResource()
    .merge(
      resourceFromAttributes({ 'service.name': 'esg-recycler', 'service.version': version, 'host.name': hostname() }),
    )
    .merge(detectResources({ detectors: [envDetector] }));

/** The span in TRACEPARENT, which a CI system may set, is the parent of the run. */
const parentOf = (env: Environment) =>
  new W3CTraceContextPropagator().extract(
    ROOT_CONTEXT,
    { traceparent: env['TRACEPARENT'], tracestate: env['TRACESTATE'] },
    defaultTextMapGetter,
  );

/** Sends the spans of a run over OTLP. The SDK reads the standard variables itself. */
export function createTraceObserver(env: Environment, warn: ReportWarning): RunObserver {
  const exporter = reporting(new OTLPTraceExporter(timeoutOf(env)), warn);
  const provider = new TracerProvider({ resource: resource(), spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const spans = createRunSpans(provider.getTracer('esg-recycler', version), parentOf(env));
  return {
    event: spans,
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs);
      });
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}
