import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { isSameLease, type Lease, type LeaseToken } from './lease.ts';
import { isSameOwner, ownerIsGone, ownerOf, type Owner } from './owner.ts';
import { numberTable, type StateFile } from './state-file.ts';

/**
 * Leases on groups. Only the holder of a lease may change its groups.
 *
 * **Clocks.** Expiry uses the wall clock, the only one that two boots or two hosts share. Whether an owner on this host
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
  /** The recorded leases of these groups, or of all; with expired leases and leases of dead owners. */
  show(groups?: readonly string[]): Promise<Lease[]>;
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

function leasesIn(db: DatabaseSync): Lease[] {
  const rows = db.prepare('SELECT * FROM leases ORDER BY number').all();
  return rows.map((row) => ({
    groups: JSON.parse(String(row['groups'])) as string[],
    owner: JSON.parse(String(row['owner'])) as Owner,
    number: Number(row['number']),
    acquiredAt: Number(row['acquired_at']),
    expiresAt: Number(row['expires_at']),
    ttlMs: Number(row['ttl_ms']),
  }));
}

function put(db: DatabaseSync, lease: Lease): Lease {
  const { groups, owner, number, acquiredAt, expiresAt, ttlMs } = lease;
  db.prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)').run(
    number,
    JSON.stringify(groups),
    JSON.stringify(owner),
    acquiredAt,
    expiresAt,
    ttlMs,
  );
  return lease;
}

const remove = (db: DatabaseSync, { number }: LeaseToken): void => {
  db.prepare('DELETE FROM leases WHERE number = ?').run(number);
};

/** Never less than the clock, so that numbers also grow after the state file was deleted. */
const nextNumber = (db: DatabaseSync, at: number): number =>
  Number(db.prepare(`UPDATE ${numberTable} SET number = max(number + 1, ?) RETURNING number`).get(at)?.['number']);

/** @param now milliseconds since the epoch */
export function createLeases(state: StateFile, now: () => number = Date.now): Leases {
  return {
    async acquire(groups, { owner = ownerOf(), ttlMs }) {
      const wanted = [...new Set(groups)].toSorted();
      return state.write((db) => {
        const at = now();
        const rivals = leasesIn(db).filter((lease) => lease.groups.some((group) => wanted.includes(group)));
        const ours = rivals.find((lease) => isSameOwner(lease.owner, owner) && isDeepStrictEqual(lease.groups, wanted));
        if (ours) return put(db, { ...ours, expiresAt: at + ttlMs, ttlMs });
        for (const rival of rivals) {
          const group = rival.groups.find((id) => wanted.includes(id));
          if (group && rival.expiresAt > at && !ownerIsGone(rival.owner)) throw leaseHeld(group, rival);
          remove(db, rival);
        }
        const number = nextNumber(db, at);
        return put(db, { groups: wanted, owner, number, acquiredAt: at, expiresAt: at + ttlMs, ttlMs });
      });
    },

    async renew(lease) {
      if (ownerIsGone(lease.owner)) throw ownerGone(lease);
      return state.write((db) => {
        const held = leasesIn(db).find((other) => isSameLease(other, lease));
        if (!held) throw leaseLost(`the lease on ${lease.groups.join(', ')} was taken over or released`);
        return put(db, { ...held, expiresAt: now() + lease.ttlMs, ttlMs: lease.ttlMs });
      });
    },

    async release(token) {
      try {
        state.write((db) => {
          if (leasesIn(db).some((lease) => isSameLease(lease, token))) remove(db, token);
        });
      } catch (error) {
        if ((error as EsgError).code !== 'store-lost') throw error;
      }
    },

    async verify(token, groups, { remainingMs }) {
      const leases = state.read(leasesIn);
      const ours = leases.find((lease) => isSameLease(lease, token));
      const wanted = groups === 'taken' ? ours?.groups : groups;
      if (!wanted) throw leaseLost('the lease was taken over or released');
      for (const group of wanted) {
        const held = leases.find((lease) => lease.groups.includes(group));
        if (!held) throw leaseLost(missing(group, ours));
        if (!isSameLease(held, token)) throw leaseLost(`the lease on ${group} was taken over by ${nameOf(held)}`);
        const left = held.expiresAt - now();
        if (left <= remainingMs) {
          const need = `a request can take ${formatDuration(remainingMs)}`;
          throw leaseLost(`the lease on ${group} has ${formatDuration(Math.max(0, left))} left, but ${need}`);
        }
      }
      if (ownerIsGone(token.owner)) throw ownerGone(token);
    },

    async show(groups) {
      const leases = state.read(leasesIn);
      return groups ? leases.filter((lease) => lease.groups.some((group) => groups.includes(group))) : leases;
    },
  };
}
