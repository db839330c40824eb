import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { askEtcd, decode, encode } from './request.ts';

const prefix = 'load/';

/** How long a write is tried on each member in turn, as etcd's own clients do. */
const waitMs = 10_000;

async function put(addresses: readonly string[], id: string): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let attempt = 0; ; attempt += 1) {
    const address = addresses[(Number(id) + attempt) % addresses.length]!;
    try {
      await askEtcd(address, 'kv/put', { key: encode(prefix + id), value: encode(id) }, 2000);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

interface RangeAnswer {
  kvs?: { key: string }[];
}

export interface EtcdLoad extends Load {
  /** Stops it if it still runs, and reads nothing back. */
  abandon: () => void;
}

/** Puts twenty keys a second, each once, without a retry after a failure. */
export function startEtcdLoad(addresses: readonly string[]): EtcdLoad {
  const tally = new Tally();
  const pace = startPace(
    50,
    async (index) => {
      const id = String(index);
      tally.attempt(1);
      try {
        await put(addresses, id);
        tally.acknowledge([id]);
      } catch (error) {
        tally.fail((error as Error).message, 1);
      }
    },
    100,
  );
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    abandon: () => void pace.stop(),
    stop: async () => {
      await pace.stop();
      const range = { key: encode(prefix), range_end: encode('load0'), keys_only: true };
      const { kvs = [] } = await askEtcd<RangeAnswer>(addresses[0]!, 'kv/range', range, 30_000);
      return tally.report(new Set(kvs.map(({ key }) => decode(key).slice(prefix.length))));
    },
  };
}
