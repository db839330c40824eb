import { afterEach } from '@jest/globals';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Loopback {
  url: string;
  seen: LoopbackRequest[];
  close: () => Promise<void>;
}

export type LoopbackHandler = (response: ServerResponse, seen: LoopbackRequest, request: IncomingMessage) => void;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const running = new Set<Server>();

async function stop(server: Server): Promise<void> {
  if (!running.delete(server)) return;
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

afterEach(async () => {
  await Promise.all([...running].map(stop));
});

/** Listens on loopback until the test ends. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  running.add(server);
  return (server.address() as AddressInfo).port;
}

/** A real HTTP server on loopback that records its requests. */
export async function startLoopback(handle: LoopbackHandler): Promise<Loopback> {
  const seen: LoopbackRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const one: LoopbackRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await readBody(request),
    };
    seen.push(one);
    handle(response, one, request);
  };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, seen, close: () => stop(server) };
}

export const requestId = '30958a19-3004-424f-a6de-904fa38547af';

/** A response in Spot's envelope. */
export const envelope = (response: object): string =>
  JSON.stringify({
    request: { id: requestId, url: '/aws/ec2/group', method: 'GET', timestamp: '2025-06-30T11:45:44.765Z' },
    response,
  });

export const success = (items?: readonly unknown[]): string =>
  envelope({
    status: { code: 200, message: 'OK' },
    ...(items && { kind: 'spotinst:aws:ec2:group', items, count: items.length }),
  });

/** A 400 of Spot with one or more errors. */
export const failure = (...errors: object[]): string =>
  envelope({ status: { code: 400, message: 'Bad Request' }, errors });

/** A handler with the same response for every request. */
export const answering =
  (status: number, body: string, headers: Record<string, string> = {}): LoopbackHandler =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
