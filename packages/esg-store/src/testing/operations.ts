import { setTimeout as sleep } from 'node:timers/promises';
import { createLeaseTimes } from '../lease-times.ts';
import type { Lease } from '../lease.ts';
import { createLeases, type Leases } from '../leases.ts';
import { ownerOf } from '../owner.ts';
import { createRecords, type Records } from '../records.ts';
import type { StateBackend } from '../state/state-backend.ts';
import { stateNamespaces } from './namespaces.ts';

/** What an operation works with. */
export interface Desk {
  leases: Leases;
  records: (namespace?: string) => Records<{ n: number }>;
  /** Acquired by `prepare`, for `perform`. */
  lease?: Lease;
}

export interface Operation {
  prepare?: (desk: Desk) => Promise<void>;
  perform: (desk: Desk) => Promise<unknown>;
}

const ttlMs = 600_000;
const elsewhere = { ...ownerOf(), host: 'elsewhere' };
const holdLease = async (desk: Desk): Promise<void> => {
  desk.lease = await desk.leases.acquire(['sig-a', 'sig-b'], { ttlMs });
};
const put = ({ records }: Desk): Promise<void> => records().put('x', { n: 1 });
const putIn = (namespace: string): Operation => ({
  perform: ({ records }) => records(namespace).put('x', { n: 1 }),
});

/** Everything that is done to leases and records, by name. Each may be performed again. */
export const operations: Record<string, Operation> = {
  'acquiring a lease': { perform: ({ leases }) => leases.acquire(['sig-a', 'sig-b'], { ttlMs }) },
  'taking over an expired lease': {
    prepare: async ({ leases }) => {
      await leases.acquire(['sig-b', 'sig-c'], { owner: elsewhere, ttlMs: 1 });
      await sleep(10);
    },
    perform: ({ leases }) => leases.acquire(['sig-a', 'sig-b'], { ttlMs }),
  },
  'renewing a lease': {
    prepare: holdLease,
    perform: ({ leases, lease }) => leases.renew({ ...lease!, ttlMs: 2 * ttlMs }),
  },
  'verifying a lease': {
    prepare: holdLease,
    perform: ({ leases, lease }) => leases.verify(lease!, ['sig-a'], { remainingMs: 0 }),
  },
  'releasing a lease': { prepare: holdLease, perform: ({ leases, lease }) => leases.release(lease!) },
  'listing the leases': { prepare: holdLease, perform: ({ leases }) => leases.show() },
  'recording an intent': putIn('intents'),
  'recording a journal': putIn('journals'),
  'recording a ledger': putIn('ledgers'),
  'recording a lease session': putIn('tenures'),
  'recording an intent unless one conflicts': {
    perform: ({ records }) => records().putUnless('x', { n: 1 }, () => true),
  },
  'updating an intent': { prepare: put, perform: ({ records }) => records().update('x', () => ({ n: 2 })) },
  'deleting an intent': { prepare: put, perform: ({ records }) => records().delete('x') },
  'reading an intent': { prepare: put, perform: ({ records }) => records().get('x') },
  'listing the intents': { prepare: put, perform: ({ records }) => records().list() },
};

export interface Snapshot {
  /** Everything but times, numbers and marks, which differ from run to run. */
  content: string[];
  fencingNumber: number;
  leasedGroups: string[];
}

export async function snapshotOf(state: StateBackend): Promise<Snapshot> {
  const { entries } = await state.read(stateNamespaces.map((namespace) => ({ namespace })));
  const leases = entries.filter(({ namespace }) => namespace === 'leases').map(({ text }) => JSON.parse(text) as Lease);
  const rest = entries.filter(({ namespace }) => !['leases', 'lease-number'].includes(namespace));
  return {
    content: [
      ...leases.map(({ groups, owner, ttlMs: time }) => `lease ${groups.join()} ${owner.host} ${time}`),
      ...rest.map(({ namespace, key, text }) => `${namespace} ${key} ${namespace === 'writers' ? '' : text}`),
    ],
    fencingNumber: Number(entries.find(({ namespace }) => namespace === 'lease-number')?.text ?? 0),
    leasedGroups: leases.flatMap(({ groups }) => groups),
  };
}

export const deskOn = (state: StateBackend): Desk => ({
  leases: createLeases(state, createLeaseTimes()),
  records: (namespace = 'intents') => createRecords(state, namespace),
});
