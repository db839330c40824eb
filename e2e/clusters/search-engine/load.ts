import { type Load, Tally } from '../load.ts';
import { startPace } from '../pace.ts';
import { NoAnswer, type SearchNodes } from './request.ts';

const index = 'load';
const batch = 5;

interface BulkAnswer {
  items: { index: { _id: string; status: number; error?: { type: string } } }[];
}

interface SearchAnswer {
  _shards: { failed: number };
  hits: { hits: { _id: string }[] };
}

/** An index of three shards that outlives one node; without replicas it does not. */
export async function createIndex(nodes: SearchNodes, name = index, replicas = 1): Promise<void> {
  const settings = { number_of_shards: 3, number_of_replicas: replicas, max_result_window: 1_000_000 };
  await nodes.callAny({ method: 'PUT', path: `/${name}`, body: { settings } });
}

const linesOf = (ids: readonly string[], text: string): string =>
  ids.map((id) => `${JSON.stringify({ index: { _id: id } })}\n${JSON.stringify({ text })}\n`).join('');

/** Gives an empty disk something to recover: documents of a kilobyte, besides those of the load. */
export async function fillIndex(nodes: SearchNodes, documents: number): Promise<void> {
  const text = 'x'.repeat(1000);
  for (let done = 0; done < documents; done += 500) {
    const ids = Array.from({ length: 500 }, (_, offset) => `filling-${done + offset}`);
    await nodes.callAny({ method: 'POST', path: `/${index}/_bulk`, body: linesOf(ids, text) });
  }
}

/**
 * An unreachable node is skipped, as clients do. Sending again is safe, because the documents have ids. What a
 * node rejects is not sent again: by default, it waits up to a minute for a primary or a manager.
 */
async function bulk(nodes: SearchNodes, first: number, body: string): Promise<BulkAnswer> {
  const { addresses } = nodes;
  for (let tries = 0; ; tries += 1) {
    const address = addresses[(first + tries) % addresses.length]!;
    try {
      return await nodes.call(address, { method: 'POST', path: `/${index}/_bulk`, body, timeoutMs: 70_000 });
    } catch (error) {
      if (!(error instanceof NoAnswer) || tries >= addresses.length - 1) throw error;
    }
  }
}

/** Twenty documents a second with ids, in small batches. The index must exist: see createIndex. */
export function startSearchLoad(nodes: SearchNodes): Load {
  const tally = new Tally();
  const pace = startPace(
    250,
    async (number) => {
      const ids = Array.from({ length: batch }, (_, offset) => `load-${number * batch + offset}`);
      tally.attempt(batch);
      try {
        const { items } = await bulk(nodes, number, linesOf(ids, 'load'));
        const answers = items.map((item) => item.index);
        const taken = answers.filter(({ status }) => status < 300).map(({ _id }) => _id);
        if (taken.length > 0) tally.acknowledge(taken);
        for (const { error } of answers) if (error) tally.fail(error.type, 1);
      } catch (error) {
        tally.fail((error as Error).message, batch);
      }
    },
    100,
  );
  return {
    get acknowledged() {
      return tally.acknowledged.size;
    },
    stop: async () => {
      await pace.stop();
      return tally.report(await readAll(nodes));
    },
  };
}

async function readAll(nodes: SearchNodes): Promise<Set<string>> {
  await nodes.callAny({ method: 'POST', path: `/${index}/_refresh`, timeoutMs: 30_000 });
  const { _shards, hits } = await nodes.callAny<SearchAnswer>({
    method: 'POST',
    path: `/${index}/_search?size=1000000&_source=false`,
    body: { query: { match_all: {} } },
    timeoutMs: 30_000,
  });
  if (_shards.failed > 0) throw new Error(`${_shards.failed} shards of ${index} cannot be read`);
  return new Set(hits.hits.map(({ _id }) => _id));
}
