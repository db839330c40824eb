import { afterEach } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The nodes n1, n2 and n3 of a real cluster of OpenSearch 2.19, recorded in `fixtures/`. */
export const [n1, n2, n3] = ['127.0.3.31', '127.0.3.32', '127.0.3.33'] as const;
export const nodes = [n1, n2, n3];

interface Answer {
  status: number;
  body: unknown;
}

/** By address, then by method and path. */
type Recording = Record<string, Record<string, Answer>>;

export interface RecordedRequest {
  address: string;
  /** `GET /_cluster/health`, without the query. */
  request: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** Responds instead of the recording; `undefined` to use the recording. */
export type RecordingHandler = (seen: RecordedRequest, response: ServerResponse) => Answer | 'hang' | 'cut' | undefined;

const servers = new Set<Server>();
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
  servers.clear();
});

/** @param name `green`; `node-down`: n2 was killed; `mixed`: n1 has 2.19.6, the others have 2.19.4 */
export const recording = (name: 'green' | 'node-down' | 'mixed'): Recording =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as Recording;

async function listen(address: string, port: number, server: Server): Promise<number> {
  servers.add(server);
  await once(server.listen(port, address), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Serves a recording at its addresses, all at one port, like the nodes of a cluster. */
export async function play(answers: Recording, handler: RecordingHandler = () => undefined) {
  const seen: RecordedRequest[] = [];
  const serve = (address: string) => async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    const sent = await text(request);
    const entry: RecordedRequest = {
      address,
      request: `${request.method} ${path.replace(/\?.*/, '')}`,
      headers: request.headers,
      body: sent === '' ? undefined : (JSON.parse(sent) as unknown),
    };
    seen.push(entry);
    const answer = handler(entry, response) ??
      answers[address]?.[`${request.method} ${path}`] ?? { status: 404, body: { error: `not recorded: ${path}` } };
    if (answer === 'cut') request.socket.destroy();
    if (answer === 'hang' || answer === 'cut') return;
    const { status, body } = answer;
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(payload);
  };
  let port = 0;
  for (const address of Object.keys(answers)) {
    const onRequest = serve(address);
    port = await listen(
      address,
      port,
      createServer((request, response) => void onRequest(request, response)),
    );
  }
  return { port, seen };
}
