import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import { isDeepStrictEqual } from 'node:util';
import type { LeaseTimes } from './lease-times.ts';
import { isSameLease, type Lease, type LeaseToken } from './lease.ts';
import { isSameOwner, ownerExists, ownerIsGone, ownerOf, type Owner } from './owner.ts';
import type { Change, StateBackend, StateView } from './state/state-backend.ts';

/**
 * Leases on groups. Only the holder of a lease may change its groups.
 *
 * **Clocks.** Expiry uses the clock of the store: of the database server, or of this machine for SQLite. Whether an owner on this host
 * is gone does not: that depends on the process itself, so a dead owner is replaced at once, whatever the clock does. A
 * clock that jumps forward (or a machine that slept) expires leases early: `verify` then refuses until the next renewal,
 * and a process that took over meanwhile has a larger number. A clock that jumps back extends a lease of another host
 * until its next renewal. In no case do two processes hold one group: `verify`, right before every request, requires the
 * exact number.
 */
export interface Leases {
  /**
   * Acquires all groups or none, in one transaction. Takes over a lease whose owner is gone or that has expired. A second
   * call of the same owner for the same groups renews the lease and keeps its number.
   *
   * @throws EsgError `lease-held`, exit code 4, which names the holder
   */
  acquire(groups: readonly string[], options: { owner?: Owner; ttlMs: number }): Promise<Lease>;
  /**
   * Extends the lease by `ttlMs` from now; also after the expiry, unless another process took over.
   *
   * @throws EsgError `lease-lost`, exit code 4, when another process has it or its owner is gone
   */
  renew(lease: Lease): Promise<Lease>;
  /** Releases only what is still ours. Can be repeated, also after the store was deleted. */
  release(lease: LeaseToken): Promise<void>;
  /**
   * The last check before a request: exactly this owner and number holds every group, for longer than `remainingMs`, and
   * the owner is alive.
   *
   * @param groups `'taken'`: the groups of the lease
   * @throws EsgError `lease-lost`, exit code 4
   */
  verify(token: LeaseToken, groups: readonly string[] | 'taken', options: { remainingMs: number }): Promise<void>;
  /** When the lease ends by `performance.now()`, as of the last time that this process read or renewed it. */
  endOf(lease: LeaseToken): number;
  /**
   * Removes the leases on these groups that have expired or whose owner is gone, in one transaction.
   *
   * @returns the removed leases
   * @throws EsgError `lease-live`, exit code 4, when one of them is valid; then none is removed
   */
  clear(groups: readonly string[]): Promise<Lease[]>;
  /** The recorded leases of these groups, or of all; with expired leases and leases of dead owners. */
  show(groups?: readonly string[]): Promise<RecordedLease[]>;
}

/** A lease as `show` finds it. */
export interface RecordedLease extends Lease {
  /** How long it still runs, in milliseconds, by the clock of the store; not above 0 once it has expired. */
  leftMs: number;
  /** It has not expired, and its owner is not known to be gone. */
  isGood: boolean;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

const nameOf = ({ owner, acquiredAt, expiresAt }: Lease): string =>
  `process ${owner.pid} on ${owner.host} since ${timeOf(acquiredAt)} (expires at ${timeOf(expiresAt)} unless renewed)`;

const leaseHeld = (group: string, holder: Lease): EsgError =>
  new EsgError(`${group} is locked by ${nameOf(holder)}`, {
    code: 'lease-held',
    exitCode: ExitCode.leaseHeld,
    hint: 'Wait until that process ends. If its machine is gone, wait until the lease expires.',
  });

const leaseLive = (lease: Lease): EsgError =>
  new EsgError(
    `${lease.groups.join(', ')} is locked by ${nameOf(lease)}, which may still be running. The lease was kept`,
    {
      code: 'lease-live',
      exitCode: ExitCode.leaseHeld,
      hint: 'End that process first. If its machine is gone, wait until the lease expires.',
    },
  );

/** A caller that has already sent a request exits with 1 instead of 4. */
const leaseLost = (message: string): EsgError =>
  new EsgError(message, {
    code: 'lease-lost',
    exitCode: ExitCode.leaseHeld,
    hint: 'No further requests are sent. Run the same command again: it reads Spot and continues from there.',
  });

const missing = (group: string, ours: Lease | undefined): string =>
  ours
    ? `the lease covers ${ours.groups.join(', ')}, but not ${group}, which joined the cluster later`
    : `the lease on ${group} no longer exists`;

const ownerGone = ({ owner }: LeaseToken): EsgError =>
  leaseLost(`the owner of the lease, process ${owner.pid} on ${owner.host}, has exited`);

const namespace = 'leases';
const lastNumber = { namespace: 'lease-number', key: 'last' };
const scopes = [{ namespace }, lastNumber];

const leasesIn = ({ entries }: StateView): Lease[] =>
  entries
    .filter((entry) => entry.namespace === namespace)
    .map(({ text }) => JSON.parse(text) as Lease)
    .toSorted((one, other) => one.number - other.number);

/** A lease, and the view that it was read or written in. */
interface ReadLease {
  lease: Lease;
  view: StateView;
}

/** How long a lease in a view still runs, in milliseconds. */
const leftOf = ({ lease, view }: ReadLease): number => lease.expiresAt - view.now - view.age();

const put = (lease: Lease): Change => ({ namespace, key: String(lease.number), text: JSON.stringify(lease) });
const remove = ({ number }: LeaseToken): Change => ({ namespace, key: String(number), text: undefined });

/** Never less than the clock, so that numbers also grow after the store was deleted. */
function nextNumber({ entries, now }: StateView): number {
  const last = entries.find((entry) => entry.namespace === lastNumber.namespace);
  return Math.max(Number(last?.text ?? 0) + 1, now);
}

export const createLeases = (state: StateBackend, times: LeaseTimes): Leases => {
  const note = (read: ReadLease): Lease => {
    times.note(read.lease.number, leftOf(read));
    return read.lease;
  };
  return {
    acquire: async (groups, { owner = ownerOf(), ttlMs }) => {
      const wanted = [...new Set(groups)].toSorted();
      const taken = await state.change<ReadLease>(scopes, (view) => {
        const rivals = leasesIn(view).filter((lease) => lease.groups.some((group) => wanted.includes(group)));
        // Without a start time, another process in another sandbox can have the same identity.
        const ours = rivals.find(
          (lease) =>
            owner.startTime !== '' && isSameOwner(lease.owner, owner) && isDeepStrictEqual(lease.groups, wanted),
        );
        if (ours) {
          const renewed = { ...ours, expiresAt: view.now + ttlMs, ttlMs };
          return { result: { lease: renewed, view }, changes: [put(renewed)] };
        }
        for (const rival of rivals) {
          const group = rival.groups.find((id) => wanted.includes(id));
          if (group && rival.expiresAt > view.now && !ownerIsGone(rival.owner)) throw leaseHeld(group, rival);
        }
        const number = nextNumber(view);
        const lease = { groups: wanted, owner, number, acquiredAt: view.now, expiresAt: view.now + ttlMs, ttlMs };
        const changes = [...rivals.map(remove), put(lease), { ...lastNumber, text: String(number) }];
        return { result: { lease, view }, changes };
      });
      return note(taken);
    },

    renew: async (lease) => {
      if (ownerIsGone(lease.owner)) throw ownerGone(lease);
      const extended = await state.change<ReadLease>(scopes, (view) => {
        const held = leasesIn(view).find((other) => isSameLease(other, lease));
        if (!held) throw leaseLost(`the lease on ${lease.groups.join(', ')} was taken over or released`);
        const renewed = { ...held, expiresAt: view.now + lease.ttlMs, ttlMs: lease.ttlMs };
        return { result: { lease: renewed, view }, changes: [put(renewed)] };
      });
      return note(extended);
    },

    async release(token) {
      times.forget(token.number);
      try {
        await state.change(scopes, (view) => {
          const isOurs = leasesIn(view).some((lease) => isSameLease(lease, token));
          return { result: undefined, changes: isOurs ? [remove(token)] : [] };
        });
      } catch (error) {
        if ((error as EsgError).code !== 'store-lost') throw error;
      }
    },

    async verify(token, groups, { remainingMs }) {
      const view = await state.read(scopes);
      const leases = leasesIn(view);
      const ours = leases.find((lease) => isSameLease(lease, token));
      if (ours) note({ lease: ours, view });
      const wanted = groups === 'taken' ? ours?.groups : groups;
      if (!wanted) throw leaseLost('the lease was taken over or released');
      for (const group of wanted) {
        const held = leases.find((lease) => lease.groups.includes(group));
        if (!held) throw leaseLost(missing(group, ours));
        if (!isSameLease(held, token)) throw leaseLost(`the lease on ${group} was taken over by ${nameOf(held)}`);
        const left = Math.floor(leftOf({ lease: held, view }));
        if (left <= remainingMs) {
          const need = `a request can take ${formatDuration(remainingMs)}`;
          throw leaseLost(`the lease on ${group} has ${formatDuration(Math.max(0, left))} left, but ${need}`);
        }
      }
      if (ownerIsGone(token.owner)) throw ownerGone(token);
    },

    endOf: ({ number }) => times.endOf(number) ?? performance.now(),

    clear: (groups) =>
      state.change(scopes, (view) => {
        const leases = leasesIn(view).filter((lease) => lease.groups.some((group) => groups.includes(group)));
        const live = leases.find(
          ({ owner, expiresAt }) => ownerExists(owner) || (expiresAt > view.now && !ownerIsGone(owner)),
        );
        if (live) throw leaseLive(live);
        return { result: leases, changes: leases.map(remove) };
      }),

    async show(groups) {
      const view = await state.read(scopes);
      const leases = leasesIn(view).filter((lease) => !groups || lease.groups.some((group) => groups.includes(group)));
      return leases.map((lease) => {
        const leftMs = lease.expiresAt - view.now;
        return { ...lease, leftMs, isGood: leftMs > 0 && !ownerIsGone(lease.owner) };
      });
    },
  };
};
