import { type LeaseToken, ownerOf, type Store } from '@esg-recycler/esg-store';
import type { SpotClient, Suspension } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { contextOf } from '../fixtures.ts';
import { claimCluster } from './claim.ts';
import { liftSuspensions } from './lift-suspensions.ts';

/** For tests: a clock that advances only when everybody sleeps, so that every order of events can be tried. */
export function createVirtualClock() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms: number): Promise<void> =>
      new Promise((wake) => {
        sleepers.push({ at: now + Math.max(ms, 0), wake });
      }),
    /** Lets the time pass until a task has ended. */
    async run(task: Promise<unknown>): Promise<void> {
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      task.then(end, end);
      for (;;) {
        // Everything else in these tests takes no time: promises only.
        await new Promise(setImmediate);
        if (isOver) return;
        const next = sleepers.toSorted((one, other) => one.at - other.at)[0];
        if (!next) continue;
        sleepers.splice(sleepers.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

type VirtualClock = ReturnType<typeof createVirtualClock>;

/** When a change takes effect: as soon as it was sent, or right before its response. */
export type EffectTime = 'early' | 'late';

/** How Spot treats one run: how late its reads are, and how long its calls take. */
export interface Treatment {
  /** By how much each read is late, in turn; the last one repeats. */
  lagsMs: readonly number[];
  readMs: number;
  changeMs: number;
  effect: EffectTime;
}

/** For tests: the suspensions of Spot in virtual time, with everything that was true before. */
export class VirtualSpot {
  readonly #clock: VirtualClock;
  readonly #keepsFirst: boolean;
  readonly #history = new Map<string, { at: number; suspended: Suspension[] }[]>();

  constructor(clock: VirtualClock, keepsFirst: boolean) {
    this.#clock = clock;
    this.#keepsFirst = keepsFirst;
  }

  /** What is suspended in a group, or was so many milliseconds ago. */
  suspended(group: string, lagMs = 0): Suspension[] {
    const at = this.#clock.now() - lagMs;
    return this.#history.get(group)?.findLast((one) => one.at <= at)?.suspended ?? [];
  }

  #change(group: string, change: (before: Suspension[]) => Suspension[]): void {
    const history = this.#history.get(group) ?? [];
    history.push({ at: this.#clock.now(), suspended: change(this.suspended(group)) });
    this.#history.set(group, history);
  }

  client({ lagsMs, readMs, changeMs, effect }: Treatment): SpotClient {
    let reads = 0;
    const perform = async (change: () => void): Promise<void> => {
      if (effect === 'early') change();
      await this.#clock.sleep(changeMs);
      if (effect === 'late') change();
    };
    return {
      accountId: 'act-1',
      listSuspensions: async (group) => {
        const seen = this.suspended(group, lagsMs[Math.min(reads, lagsMs.length - 1)]);
        reads += 1;
        await this.#clock.sleep(readMs);
        return seen;
      },
      suspendProcesses: async (group, processes, { beforeSend } = {}) => {
        await beforeSend?.();
        await perform(() =>
          this.#change(group, (before) => {
            const kept = this.#keepsFirst
              ? before
              : before.filter(({ name }) => !processes.some((one) => one.name === name));
            // The clock of tests starts in 1970: the ends are then relative to now, as the record of a run is.
            const base = realStart + this.#clock.now();
            const added = processes
              .filter(({ name }) => !kept.some((one) => one.name === name))
              .map(({ name, ttlInMinutes = 0 }) => ({
                name,
                expiresAt: new Date(base + ttlInMinutes * 60_000).toISOString(),
              }));
            return [...kept, ...added];
          }),
        );
        return this.suspended(group);
      },
      resumeProcesses: async (group, names, { beforeSend } = {}) => {
        await beforeSend?.();
        await perform(() => this.#change(group, (before) => before.filter(({ name }) => !names.includes(name))));
      },
    } as Partial<SpotClient> as SpotClient;
  }
}

const realStart = Date.now();

/** A store in memory, whose lease is always good. */
function createMemoryStore(): Store {
  const records = new Map<string, unknown>();
  return {
    journals: {
      get: async (key: string) => records.get(key),
      put: async (key: string, value: unknown) => void records.set(key, value),
      delete: async (key: string) => void records.delete(key),
      update: async (key: string, change: (current: unknown) => unknown) =>
        void records.set(key, change(records.get(key))),
      list: async () => [...records].map(([key, value]) => ({ key, value })),
    },
    intents: { list: async () => [] },
    leaseSessions: { get: async () => undefined },
    leases: { verify: async () => {}, show: async () => [] },
  } as unknown as Store;
}

/** For tests: one run with a store of its own. */
export interface VirtualRun {
  store: Store;
  /** Claims the cluster after a delay; what it has set is removed when it yields. */
  claim: (afterMs: number) => Promise<'won' | 'yielded'>;
  /** How its claim ended. */
  error?: Error;
}

export function createRun(
  clock: VirtualClock,
  spot: VirtualSpot,
  {
    groups,
    pollIntervalMs,
    isShared = false,
    takeOver,
    ...treatment
  }: Treatment & { groups: readonly string[]; pollIntervalMs: number } & Pick<Context, 'isShared' | 'takeOver'>,
): VirtualRun {
  const client = spot.client(treatment);
  const members = groups.map((id) => ({ client, group: { id, name: id } }));
  const cluster: Cluster = { name: 'zk', own: members[0]!, members };
  const lease = { number: 1, owner: ownerOf() } as LeaseToken;
  const store = createMemoryStore();
  const context = contextOf(store, client, { clock, isShared, takeOver });
  const run: VirtualRun = {
    store,
    async claim(afterMs) {
      await clock.sleep(afterMs);
      try {
        await claimCluster(context, cluster, { lease, timeoutMs: 30 * 60_000, pollIntervalMs }, async () => {});
        return 'won';
      } catch (error) {
        run.error = error as Error;
        await liftSuspensions(context, cluster, lease);
        return 'yielded';
      }
    },
  };
  return run;
}
