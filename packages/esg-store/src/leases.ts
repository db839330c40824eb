import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { isSameLease, type Lease, type LeaseToken } from './lease.ts';
import { isSameOwner, ownerIsGone, ownerOf, type Owner } from './owner.ts';
import type { StateFile } from './state-file.ts';

/**
 * Leases on groups. Whoever holds one may touch these groups, nobody else may.
 *
 * **Clocks.** Expiry is read from the wall clock, the only one that two boots or two hosts share. Whether an owner of
 * this host is gone is not: it rests on the process itself, so a dead one is replaced at once whatever the clock does.
 * A clock that jumps forwards (or a machine that slept) ends leases early: `verify` then refuses until the next
 * renewal, and a newcomer that was faster has a larger number. One that jumps backwards makes a lease of elsewhere
 * last longer, until its next renewal puts that right. Neither lets two hold one group: `verify`, right before every
 * request, asks for the very number.
 */
export interface Leases {
  /**
   * All groups or none, in one transaction. A lease whose owner is gone or which has expired is taken over; the same
   * owner asking again for the same groups renews, and keeps the number.
   *
   * @throws EsgError `lease-held`, exit code 4, naming the holder
   */
  acquire(groups: readonly string[], options: { owner?: Owner; ttlMs: number }): Promise<Lease>;
  /**
   * From now on for another `ttlMs`; also after the expiry, as long as nobody took over.
   *
   * @throws EsgError `lease-lost`, exit code 4, when it is no longer ours or its owner is gone
   */
  renew(lease: Lease): Promise<Lease>;
  /** Only what is still ours; any number of times, and also when the store that held it was deleted. */
  release(lease: LeaseToken): Promise<void>;
  /**
   * The last check before a request: every group is held by exactly this owner and number, for longer than
   * `remainingMs`, and the owner is alive.
   *
   * @param groups `'taken'`: those that it was taken for
   * @throws EsgError `lease-lost`, exit code 4
   */
  verify(token: LeaseToken, groups: readonly string[] | 'taken', options: { remainingMs: number }): Promise<void>;
  /** What is on record for these groups, or for all; expired leases and those of dead owners included. */
  show(groups?: readonly string[]): Promise<Lease[]>;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

const nameOf = ({ owner, acquiredAt, expiresAt }: Lease): string =>
  `process ${owner.pid} on ${owner.host} since ${timeOf(acquiredAt)}, until ${timeOf(expiresAt)} unless renewed`;

const leaseHeld = (group: string, holder: Lease): EsgError =>
  new EsgError(`${group} is held by ${nameOf(holder)}`, {
    code: 'lease-held',
    exitCode: ExitCode.leaseHeld,
    hint: 'Wait for it to finish. Should its machine be gone, the lease expires at that time.',
  });

/** Whoever has requested something under it already ends with exit code 1 in place of 4. */
const leaseLost = (message: string): EsgError =>
  new EsgError(message, {
    code: 'lease-lost',
    exitCode: ExitCode.leaseHeld,
    hint: 'Nothing more is sent. Start again: the next start reads the cloud and goes on from there.',
  });

const missing = (group: string, ours: Lease | undefined): string =>
  ours
    ? `the lease is on ${ours.groups.join(', ')} and not on ${group}, which joined the cluster since`
    : `the lease on ${group} is gone`;

const ownerGone = ({ owner }: LeaseToken): EsgError =>
  leaseLost(`the owner of the lease, process ${owner.pid} on ${owner.host}, has ended`);

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

/** Never under the clock, so that numbers go on growing when the file that counted them was deleted. */
const nextNumber = (db: DatabaseSync, at: number): number =>
  Number(db.prepare('UPDATE fence SET number = max(number + 1, ?) RETURNING number').get(at)?.['number']);

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
          const need = `a request may take ${formatDuration(remainingMs)}`;
          throw leaseLost(`the lease on ${group} has ${formatDuration(Math.max(0, left))} left, ${need}`);
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
