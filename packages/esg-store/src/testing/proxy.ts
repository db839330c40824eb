import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server on loopback, and cuts connections at exact points. */
export interface TestProxy {
  /** The URL of the server, by way of the proxy. */
  url: string;
  /** @returns how many replies passed while `work` ran */
  countReplies(work: () => Promise<unknown>): Promise<number>;
  /**
   * Runs `work` and withholds the reply with this number, from 1, and everything later on the same connections: the server
   * has done what was requested, and the client does not know. Cuts those connections once `strike` has resolved.
   *
   * @returns whether there were that many replies
   */
  loseReply(options: { number: number; strike: () => Promise<void> }, work: () => Promise<unknown>): Promise<boolean>;
  /**
   * Cuts the connection on which the next request with this text arrives, and keeps the request.
   *
   * @returns delivers it, and resolves once the server has replied
   */
  delay(text: string): () => Promise<void>;
  stop(): Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
}

export async function startProxy(target: string): Promise<TestProxy> {
  const pairs = new Set<Pair>();
  let onReply: ((pair: Pair) => boolean) | undefined;
  let onRequest: ((request: Buffer, pair: Pair) => boolean) | undefined;

  const cut = ({ client, server }: Pair): void => {
    client.destroy();
    server.destroy();
  };
  let isStopped = false;
  const proxy = createServer((client) => {
    if (isStopped) {
      client.destroy();
      return;
    }
    const pair = { client, server: connect(Number(new URL(target).port), '127.0.0.1') };
    const { server } = pair;
    pairs.add(pair);
    client.on('data', (request) => {
      if (onRequest?.(request, pair) !== true) server.write(request);
    });
    server.on('data', (reply) => {
      if (onReply?.(pair) !== true) client.write(reply);
    });
    for (const socket of [client, server]) socket.on('error', () => cut(pair));
    client.on('close', () => server.end());
    server.on('close', () => {
      client.destroy();
      pairs.delete(pair);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(target);
  url.port = String((proxy.address() as { port: number }).port);

  return {
    url: url.href,
    async countReplies(work) {
      let replies = 0;
      onReply = () => {
        replies += 1;
        return false;
      };
      await work();
      onReply = undefined;
      return replies;
    },
    async loseReply({ number, strike }, work) {
      let over: Promise<void> | undefined;
      let replies = 0;
      onReply = () => {
        replies += 1;
        if (replies < number) return false;
        const struck = new Set(pairs);
        onReply = (pair) => struck.has(pair);
        over = strike().then(() => struck.forEach(cut));
        return true;
      };
      await work();
      await over;
      onReply = undefined;
      return over !== undefined;
    },
    delay(text) {
      const { promise, resolve } = Promise.withResolvers<() => Promise<void>>();
      onRequest = (request, { client, server }) => {
        if (!request.includes(text)) return false;
        onRequest = undefined;
        client.removeAllListeners('close');
        client.destroy();
        resolve(async () => {
          const replied = once(server, 'data');
          server.write(request);
          await replied;
          server.destroy();
        });
        return true;
      };
      return async () => (await promise)();
    },
    async stop() {
      isStopped = true;
      proxy.close();
      for (const pair of pairs) cut(pair);
    },
  };
}
