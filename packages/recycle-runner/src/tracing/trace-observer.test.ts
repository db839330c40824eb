import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { numberedEvents } from '../events/event-fixtures.ts';
import { createTraceObserver } from './trace-observer.ts';

const { env } = process;
let server: ReturnType<typeof createServer> | undefined;
afterEach(() => {
  process.env = env;
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A collector on loopback. */
async function collector(respond: (response: ServerResponse) => void) {
  const paths: string[] = [];
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      paths.push(`${request.method} ${request.url}`);
      respond(response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { paths, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function observe(variables: Record<string, string>): Promise<string[]> {
  process.env = { ...env, ...variables };
  const warnings: string[] = [];
  const observer = createTraceObserver(process.env, (line) => warnings.push(line));
  for (const event of numberedEvents([['run_started'], ['instance_started'], ['run_finished', { outcome: 'done' }]]))
    observer.event(event);
  await observer.close();
  return warnings;
}

describe('createTraceObserver', () => {
  it('sends spans to the endpoint of the standard variable', async () => {
    const { paths, url } = await collector((response) => void response.end());
    expect(await observe({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toEqual([]);
    expect(paths).toEqual(['POST /v1/traces']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['rejects them', (response) => void response.writeHead(400).end()],
    ['never answers', () => {}],
  ])('warns once when a collector %s', async (_, respond) => {
    const { url } = await collector(respond);
    const warnings = await observe({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
    expect(warnings).toEqual([expect.stringMatching(/^Cannot export traces: .+ The roll continues\./)]);
  });

  it('warns once when nothing listens', async () => {
    const { url } = await collector(() => {});
    server?.close();
    const warnings = await observe({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
    expect(warnings).toEqual([expect.stringContaining('The roll continues')]);
  });
});
