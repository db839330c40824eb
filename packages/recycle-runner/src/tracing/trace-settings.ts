type Environment = Readonly<Record<string, string | undefined>>;

const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'true';

/** Whether the standard variables of OpenTelemetry ask for traces. */
export function wantsTraces(env: Environment): boolean {
  if (isTrue(env['OTEL_SDK_DISABLED'])) return false;
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim();
  if (exporter) return exporter !== 'none';
  return Boolean(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT']);
}

/** Why the variables ask for something that this program cannot do; undefined where it can. */
export function unsupportedTraces(env: Environment): string | undefined {
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim() || 'otlp';
  if (exporter !== 'otlp') return `OTEL_TRACES_EXPORTER=${exporter} is not supported. Set it to otlp or none`;
  const protocol = (env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'])?.trim();
  if (protocol && protocol !== 'http/protobuf')
    return `OTEL_EXPORTER_OTLP_PROTOCOL=${protocol} is not supported. Set it to http/protobuf`;
  return undefined;
}
