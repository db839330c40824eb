import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api, SimulatedOutcome } from './api.ts';
import type { SimulatedRequest } from './request-record.ts';
import { matchRoute } from './route-table.ts';

interface Options {
  api: Api;
  latencyMs: number;
  /** Handles calls outside the Spot API; false for a call of the API. */
  control: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  onArrival: (record: SimulatedRequest) => void;
  onAnswer: () => void;
}

/** Serves the API over HTTP. */
export function createApiServer({ api, latencyMs, control, onArrival, onAnswer }: Options): Server {
  return createServer((request, response) => {
    const serve = async (): Promise<void> => {
      if (await control(request, response)) return;
      const call = await readCall(request);
      onArrival(call.record);
      if (latencyMs > 0) await delay(latencyMs);
      const outcome = api.handle(call);
      if (typeof outcome !== 'string') call.record.status = outcome.status;
      send(response, outcome);
      onAnswer();
    };
    serve().catch((error: Error) => {
      response.statusCode = 500;
      response.end(`The simulator failed: ${error.message}\n`);
    });
  });
}

async function readCall(request: IncomingMessage): Promise<Parameters<Api['handle']>[0]> {
  const { method = 'GET', url = '/' } = request;
  const { pathname: path, searchParams } = new URL(url, 'http://simulator');
  const query = Object.fromEntries(searchParams);
  const route = matchRoute(method, path);
  const body: unknown = await readJson(request).catch(() => null);
  return {
    url,
    route,
    authorization: request.headers.authorization,
    record: {
      at: Date.now(),
      method,
      path,
      route: route?.template ?? null,
      query,
      body,
      accountId: query['accountId'] ?? null,
      status: null,
      performed: false,
    },
  };
}

function send(response: ServerResponse, outcome: SimulatedOutcome): void {
  if (outcome === 'hang') return;
  if (outcome === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(outcome.status, { ...outcome.headers, 'Content-Length': Buffer.byteLength(outcome.body) });
  response.end(outcome.body);
}
