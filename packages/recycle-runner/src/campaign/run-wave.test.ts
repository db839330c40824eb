import { describe, expect, it } from '@jest/globals';
import type { CampaignReading } from './read-cluster.ts';
import type { CampaignCluster } from './resolve-waves.ts';
import type { RunEnd } from './run-follower.ts';
import { runWave, type WaveContext } from './run-wave.ts';

const clusterOf = (title: string): CampaignCluster => ({
  key: title,
  listing: 0,
  name: title,
  account: 'act-1',
  title,
});
const due: CampaignReading = { total: 1, due: 1, unclear: 0, blocks: [] };
const upToDate: CampaignReading = { ...due, due: 0 };
const down = { code: 'other-not-active', severity: 'block', subject: 'ssi-1', message: 'ssi-1 is PAUSED' } as const;
const incomplete: CampaignReading = { ...upToDate, blocks: [down] };
const owner = { host: 'laptop', boot: '', namespace: '', pid: 7, startTime: '' };
const lease = { groups: ['sig-1'], owner, number: 1, acquiredAt: 0, expiresAt: 1, ttlMs: 1 };
const rolling: CampaignReading = { ...upToDate, rolling: { lease } };

/** A wave whose runs end on request: each with its exit code, or with 130 after a signal. */
function startWave(
  titles: string[],
  {
    limits = {},
    first = {},
    again = {},
    ...change
  }: Partial<Omit<WaveContext, 'limits'>> & {
    limits?: Partial<ReturnType<WaveContext['limits']>>;
    first?: Record<string, CampaignReading>;
    again?: Record<string, CampaignReading>;
  } = {},
) {
  const events: string[] = [];
  const ends = new Map<string, (end: RunEnd) => void>();
  const stop = new AbortController();
  const result = runWave(
    'canary',
    titles.map((title) => ({
      cluster: clusterOf(title),
      reading: title.startsWith('ok') ? upToDate : (first[title] ?? due),
    })),
    {
      start: ({ title }) => {
        events.push(`start ${title}`);
        const { promise, resolve } = Promise.withResolvers<RunEnd>();
        ends.set(title, resolve);
        return {
          ended: promise,
          signal: (name) => {
            events.push(`${name} ${title}`);
            resolve({ exitCode: 130, recycled: 0 });
          },
        };
      },
      read: (clusters) =>
        Promise.resolve(clusters.map((cluster) => ({ cluster, reading: again[cluster.title] ?? due }))),
      limits: () => ({ atOnce: 2, isStopping: stop.signal.aborted, opensInMs: 0, leftMs: Infinity, ...limits }),
      stop: stop.signal,
      watch: () => {},
      note: () => {},
      ...change,
    },
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    result,
    events,
    stop,
    end: async (title: string, exitCode: number) => {
      await settle();
      ends.get(title)!({ exitCode, recycled: 1 });
      await settle();
    },
  };
}
const resultsIn = async ({ result }: ReturnType<typeof startWave>): Promise<string[]> => {
  const { outcome, clusters } = await result;
  return [outcome, ...clusters.map((one) => `${one.cluster} ${one.result}`)];
};

describe('runWave', () => {
  it('starts the next cluster when one has ended, and skips clusters with nothing due', async () => {
    const wave = startWave(['a', 'ok', 'b', 'c']);
    await wave.end('b', 0);
    expect(wave.events).toEqual(['start a', 'start b', 'start c']);
    await wave.end('a', 0);
    await wave.end('c', 0);
    expect(await resultsIn(wave)).toEqual(['passed', 'a done', 'ok nothing-due', 'b done', 'c done']);
  });

  it('lets the other cluster finish after a failure', async () => {
    const wave = startWave(['a', 'b', 'c']);
    await wave.end('a', 3);
    await wave.end('b', 0);
    expect(await resultsIn(wave)).toEqual(['failed', 'a failed', 'b done', 'c not-started']);
    expect(wave.events).toEqual(['start a', 'start b']);
  });

  it('stops the other cluster at the limit of failures', async () => {
    const wave = startWave(['a', 'b', 'c'], { limits: { stopAfterFailures: 1 } });
    await wave.end('a', 1);
    expect(await resultsIn(wave)).toEqual(['failed', 'a failed', 'b stopped', 'c not-started']);
    expect(wave.events).toEqual(['start a', 'start b', 'SIGTERM b']);
  });

  it('stops all clusters on request', async () => {
    const wave = startWave(['a', 'b', 'c']);
    wave.stop.abort();
    expect(await resultsIn(wave)).toEqual(['stopped', 'a stopped', 'b stopped', 'c not-started']);
  });

  it.each([
    ['passes when another process finished a held cluster', { a: upToDate }, ['passed', 'a nothing-due', 'b done']],
    ['fails when a held cluster still needs a recycle', {}, ['failed', 'a held', 'b done']],
  ])('%s', async (_, again, expected) => {
    const wave = startWave(['a', 'b'], { again });
    await wave.end('a', 4);
    await wave.end('b', 0);
    expect(await resultsIn(wave)).toEqual(expected);
  });

  it.each<[string, CampaignReading, string]>([
    ['has an instance that is down', incomplete, 'other-not-active'],
    ['is still rolled by another process', rolling, 'lease-held'],
  ])('does not pass a cluster with nothing due that %s', async (_, reading, code) => {
    const notes: string[] = [];
    const wave = startWave(['a', 'b'], {
      first: { a: reading },
      again: { a: reading },
      note: (line) => notes.push(line),
    });
    await wave.end('b', 0);
    expect(await resultsIn(wave)).toEqual(['failed', 'a held', 'b done']);
    expect((await wave.result).clusters[0]?.error?.code).toBe(code);
    expect(notes[0]).toMatch(/^canary: a: held: .*(PAUSED|PID 7 on laptop)/);
  });

  it('passes a cluster that is complete at the end of the wave', async () => {
    const wave = startWave(['a', 'b'], { first: { a: incomplete }, again: { a: upToDate } });
    await wave.end('b', 0);
    expect(await resultsIn(wave)).toEqual(['passed', 'a nothing-due', 'b done']);
    expect((await wave.result).clusters[0]).not.toHaveProperty('error.code');
  });

  it('takes a queued cluster back after a failure, and reports it as not started', async () => {
    const notes: string[] = [];
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    const wave = startWave(['a', 'b'], {
      note: (line) => notes.push(line),
      start: ({ title }) =>
        title === 'a'
          ? {
              ended: promise,
              signal: () => {},
              queued: { taken: Promise.resolve('host:1'), withdraw: () => Promise.resolve(false) },
            }
          : {
              ended: new Promise(() => {}),
              signal: () => {},
              queued: { taken: new Promise(() => {}), withdraw: () => Promise.resolve(true) },
            },
    });
    await new Promise((next) => setImmediate(next));
    resolve({ exitCode: 3, recycled: 0 });
    expect(await resultsIn(wave)).toEqual(['failed', 'a failed', 'b not-started']);
    expect(notes).toEqual([
      'canary: a: waiting for a worker',
      'canary: b: waiting for a worker',
      'canary: a: started on worker host:1',
      'canary: a: failed: no reason reported',
      'canary: b: taken back from the queue',
    ]);
  });

  it('waits for a cluster that a worker has just taken', async () => {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    const wave = startWave(['a'], {
      start: () => ({
        ended: promise,
        signal: () => resolve({ exitCode: 130, recycled: 1 }),
        queued: { taken: new Promise(() => {}), withdraw: () => Promise.resolve(false) },
      }),
    });
    wave.stop.abort();
    expect(await resultsIn(wave)).toEqual(['stopped', 'a stopped']);
  });

  it('starts nothing until the time window is open', async () => {
    let isOpen = false;
    const notes: string[] = [];
    const wave = startWave(['a'], {
      limits: {
        get opensInMs() {
          return isOpen ? 0 : 20;
        },
      },
      note: (line) => notes.push(line),
      window: '22:00-06:00 UTC',
    });
    expect(wave.events).toEqual([]);
    isOpen = true;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await wave.end('a', 0);
    expect(await resultsIn(wave)).toEqual(['passed', 'a done']);
    expect(notes).toContain('canary: a: started');
  });
});
