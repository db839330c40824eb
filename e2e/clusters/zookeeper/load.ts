import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import client from 'node-zookeeper-client';
import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { clientPort } from './four-letter-word.ts';

const root = '/load';

/** Longer than a session lasts without its ensemble. */
const answerMs = 30_000;

/**
 * A client that replaces a session that the ensemble has expired, for example after its member hung. The client drops
 * the unsent requests of such a session without an error, so no response is awaited forever.
 */
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
  const inTime = async <T>(answer: Promise<T>): Promise<T> => {
    const watch = new AbortController();
    const late = delay(answerMs, undefined, { signal: watch.signal }).then(() => {
      throw new Error('NO_ANSWER');
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      watch.abort();
      late.catch(() => {});
    }
  };
  await open();
  return {
    create: (path: string, data: Buffer) => inTime(promisify(session.create.bind(session))(path, data)),
    getChildren: (path: string) => inTime(promisify(session.getChildren.bind(session))(path)),
    close: () => session.close(),
  };
}

export interface ZooKeeperLoad extends Load {
  /** Stops it at once if it still runs, and reads nothing back. */
  abandon: () => void;
}

/** Creates twenty nodes a second, each once, without a retry after a failure. */
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
        tally.fail((error as Error).message, 1);
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
