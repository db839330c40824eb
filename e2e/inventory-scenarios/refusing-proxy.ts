import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const refusal = {
  response: { status: { code: 403, message: 'Forbidden' }, errors: [{ code: 'FORBIDDEN', message: 'No.' }] },
};

/** Forwards every call to an API, except those for one account. It rejects these with 403, as Spot does. */
export async function startRefusingProxy(target: string, account: string) {
  const answer = async ({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isRefused = new URL(url, target).searchParams.get('accountId') === account;
    const { authorization = '' } = headers;
    const passedOn = isRefused ? undefined : await fetch(target + url, { headers: { authorization } });
    response.writeHead(passedOn?.status ?? 403, { 'Content-Type': 'application/json' });
    response.end(passedOn ? await passedOn.text() : JSON.stringify(refusal));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
