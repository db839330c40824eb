import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port that is free on all of the addresses. */
export async function freePort(addresses: readonly string[]): Promise<number> {
  for (;;) {
    const [first, ...others] = addresses;
    const port = await tryPort(first ?? '127.0.0.1', 0);
    const answers = await Promise.all(others.map((address) => tryPort(address, port).catch(() => undefined)));
    if (!answers.includes(undefined)) return port;
  }
}

async function tryPort(address: string, wanted: number): Promise<number> {
  const server = createServer().listen(wanted, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
