import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clusters } from '@esg-recycler/core';
import { encodeLease, openStore } from '@esg-recycler/esg-store';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import {
  type Context,
  monotonicClock,
  recycle,
  type RecycleOptions,
  type RecycleResult,
} from '@esg-recycler/spotinst-stateful';

const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
export const listRoute = '/aws/ec2/group/{groupId}/statefulInstance';
export const group = 'sig-zk';
export const pollIntervalMs = 20;
/** The settle time at that interval, on loopback. */
export const settleMs = 12 * pollIntervalMs;

/** Three due instances of one group. */
export const zookeeper = {
  id: group,
  name: 'zookeeper',
  image: 'ami-new',
  instances: ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => ({ id, imageId: 'ami-old' })),
};

/** A simulated Spot, a real store, and recycles in this process. */
export interface RecycleSite {
  simulator: Simulator;
  /** What was printed for people, one line each. */
  lines: string[];
  /** The names of the events, with the instance that each is about. */
  events: string[];
  /** Recycles one instance as a separate process would: it opens and closes the store. */
  recycle: (ssi: string, change?: Partial<Context & RecycleOptions>) => Promise<RecycleResult>;
  /** Acquires the lease on every group. Returns the token for child processes. */
  holdLease: () => Promise<string>;
  giveLeaseBack: () => Promise<void>;
  /** Deletes the store, even if it is open. */
  loseStore: () => void;
  /** The stateful instances whose recycle Spot accepted, in order. */
  accepted: () => string[];
  stop: () => Promise<void>;
}

export async function startRecycleSite(scenario: ScenarioInput = {}, clusters: Clusters = {}): Promise<RecycleSite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-recycle-'));
  const simulator = await startSimulator({ groups: [zookeeper], ...scenario });
  const { url: apiUrl, token, accountId } = simulator;
  const [lines, events]: [string[], string[]] = [[], []];
  const open = () => openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });

  return {
    simulator,
    lines,
    events,
    async recycle(ssi, change = {}) {
      const store = await open();
      const limiter = createLimiter();
      const { requestTimeoutMs = 2000 } = change;
      const context: Context = {
        clients: [createSpotClient({ apiUrl, token, accountId, timeoutMs: requestTimeoutMs, limiter })],
        clusters,
        store,
        apiUrl,
        requestTimeoutMs,
        emit: (event, subject) => events.push(`${event} ${subject.ssi}`),
        report: (line) => lines.push(line),
        clock: monotonicClock,
        isShared: true,
        ...change,
      };
      try {
        return await recycle(context, { esg: group, ssi, pollIntervalMs, timeoutMs: 10_000, ...change });
      } finally {
        await store.close();
      }
    },
    async holdLease() {
      const store = await open();
      const lease = await store.leases.acquire([...simulator.cloud.groups.keys()], { ttlMs: 60_000 });
      await store.close();
      return encodeLease(lease);
    },
    async giveLeaseBack() {
      const store = await open();
      for (const lease of await store.leases.show()) await store.leases.release(lease);
      await store.close();
    },
    loseStore: () => rmSync(join(folder, 'state'), { recursive: true }),
    accepted: () =>
      simulator.requests
        .filter(({ route, performed }) => route === recycleRoute && performed)
        .map(({ path }) => path.split('/').at(-2) ?? ''),
    async stop() {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
