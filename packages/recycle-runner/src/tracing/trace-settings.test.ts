import { describe, expect, it } from '@jest/globals';
import { unsupportedTraces, wantsTraces } from './trace-settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('wantsTraces', () => {
  it.each<[boolean, Record<string, string>]>([
    [false, {}],
    [false, { OTEL_SERVICE_NAME: 'x' }],
    [true, endpoint],
    [true, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }],
    [true, { OTEL_TRACES_EXPORTER: 'otlp' }],
    [false, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    [false, { ...endpoint, OTEL_SDK_DISABLED: 'True' }],
  ])('is %s with %j', (expected, env) => expect(wantsTraces(env)).toBe(expected));
});

describe('unsupportedTraces', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER=zipkin is not supported/],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not supported/],
  ])('names %j', (env, expected) => expect(unsupportedTraces(env)).toMatch(expected));

  it('accepts the default protocol', () =>
    expect(unsupportedTraces({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })).toBeUndefined());
});
