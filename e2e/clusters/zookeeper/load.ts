import { promisify } from 'node:util';
import client from 'node-zookeeper-client';
import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { clientPort } from './four-letter-word.ts';

const root = '/load';

/** A client whose session is replaced when the ensemble has given it up, as after it hung with its member. */
async function connectClient(addresses: readonly string[]) {
  const connection = addresses.map((address) => `${address}:${clientPort}`).join();
  const createSession = () => client.createClient(connection, { sessionTimeout: 10_000, spinDelay: 200, retries: 0 });
  let session = createSession();
  const open = (): Promise<void> => {
    const connected = new Promise<void>((resolve) => session.once('connected', resolve));
    session.once('expired', () => {
      session = createSession();
      void open();
    });
    session.connect();
    return connected;
  };
  await open();
  return {
    create: (path: string, data: Buffer) => promisify(session.create.bind(session))(path, data),
    getChildren: (path: string) => promisify(session.getChildren.bind(session))(path),
    close: () => session.close(),
  };
}

export interface ZooKeeperLoad extends Load {
  /** Ends it at once, if it has not ended; nothing is read back. */
  abandon: () => void;
}

/** Creates twenty nodes a second, each once, whatever becomes of it. */
export async function startZooKeeperLoad(addresses: readonly string[]): Promise<ZooKeeperLoad> {
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
    abandon: () => {
      void pace.stop();
      session.close();
    },
    stop: async () => {
      await pace.stop();
      const present = new Set(await session.getChildren(root));
      session.close();
      return tally.report(present);
    },
  };
}
