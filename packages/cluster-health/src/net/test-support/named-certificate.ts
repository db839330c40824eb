import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';

const fixture = (name: string): string => readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8');

/** A self-signed certificate for node1.example and node2.example, and for no address. */
export const namedCertificate = fixture('named.crt');

/** Serves TLS with {@link namedCertificate}. */
export async function serveNamed(host: string, port: number, serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ cert: namedCertificate, key: fixture('named.key') }, (socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  await once(server.listen(port, host), 'listening');
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
