import protobuf from 'protobufjs';

/** The part of opentelemetry/proto/collector/trace/v1 that the tests read; fields keep their numbers and types. */
const schema = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  bytes parent_span_id = 4;
  string name = 5;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  Status status = 15;
}
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; } }
`;

const request = protobuf.parse(schema).root.lookupType('ExportTraceServiceRequest');

interface KeyValue {
  key: string;
  value?: { stringValue?: string };
}

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  status?: { code?: number; message?: string };
}

interface Wire {
  resourceSpans: { resource?: { attributes?: KeyValue[] }; scopeSpans: { spans: WireSpan[] }[] }[];
}

/** A span as a collector sees it. Ids are in hexadecimal. */
export interface CollectedSpan {
  traceId: string;
  id: string;
  parentId: string;
  name: string;
  seconds: number;
  attributes: Record<string, string | undefined>;
  resource: Record<string, string | undefined>;
  status?: { code?: number; message?: string };
}

const record = (values: readonly KeyValue[] = []): Record<string, string | undefined> =>
  Object.fromEntries(values.map(({ key, value }) => [key, value?.stringValue]));
const hexOf = (base64 = ''): string => Buffer.from(base64, 'base64').toString('hex');

/** The spans in the body of an OTLP request over HTTP with protobuf. */
export function spansIn(body: Buffer): CollectedSpan[] {
  const { resourceSpans } = request.toObject(request.decode(body), { bytes: String, longs: String }) as Wire;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: hexOf(span.traceId),
        id: hexOf(span.spanId),
        parentId: hexOf(span.parentSpanId),
        name: span.name,
        seconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e9,
        attributes: record(span.attributes),
        resource: record(resource?.attributes),
        status: span.status,
      })),
    ),
  );
}
