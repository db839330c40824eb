import { promisify } from 'node:util';
import client from 'node-zookeeper-client';
import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { clientPort } from './four-letter-word.ts';

const root = '/load';

async function connectClient(addresses: readonly string[]) {
  const connection = addresses.map((address) => `${address}:${clientPort}`).join();
  const session = client.createClient(connection, { sessionTimeout: 10_000, spinDelay: 200, retries: 0 });
  const connected = new Promise<void>((resolve) => session.once('connected', resolve));
  session.connect();
  await connected;
  return {
    create: promisify(session.create.bind(session)),
    getChildren: promisify(session.getChildren.bind(session)),
    close: () => session.close(),
  };
}

/** Creates twenty nodes a second, each once, whatever becomes of it. */
export async function startZooKeeperLoad(addresses: readonly string[]): Promise<Load> {
  const tally = new Tally();
  const session = await connectClient(addresses);
  await session.create(root, Buffer.alloc(0));
  const pace = startPace(
    50,
    async (index) => {
      const id = String(index);
      tally.attempt(1);
      try {
        await session.create(`${root}/${id}`, Buffer.from(id));
        tally.acknowledge([id]);
      } catch (error) {
        tally.fail((error as Error).name, 1);
      }
    },
    1000,
  );
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    stop: async () => {
      await pace.stop();
      const present = new Set(await session.getChildren(root));
      session.close();
      return tally.report(present);
    },
  };
}
