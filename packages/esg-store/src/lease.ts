import { EsgError, ExitCode } from '@esg-recycler/core';
import { isSameOwner, type Owner } from './owner.ts';

/** The cluster that a lease was taken for: who finds it in the token need not list every group of every account. */
export interface LeasedCluster {
  name: string;
  groups: { id: string; name: string; accountId: string }[];
}

/** Which lease, as handed down to child processes. */
export interface LeaseToken {
  owner: Owner;
  /** The fencing number: every lease has a larger one than all before it, also after the store was deleted. */
  number: number;
  cluster?: LeasedCluster;
}

/** The right to touch the groups of one cluster. */
export interface Lease extends LeaseToken {
  /** Group ids, sorted. */
  groups: string[];
  /** Milliseconds since the epoch, as `expiresAt`. */
  acquiredAt: number;
  expiresAt: number;
  /** How long each renewal promises, in milliseconds: the holder's promise, which a newcomer cannot shorten. */
  ttlMs: number;
}

export const isSameLease = (one: LeaseToken, other: LeaseToken): boolean =>
  one.number === other.number && isSameOwner(one.owner, other.owner);

/** The value of `ESG_RECYCLER_LEASE`. Not plain JSON, which templates would turn into a mapping on the way. */
export const encodeLease = ({ owner, number }: LeaseToken, cluster?: LeasedCluster): string =>
  Buffer.from(JSON.stringify({ owner, number, cluster })).toString('base64url');

const isLeasedCluster = (value: Partial<LeasedCluster>): boolean =>
  typeof value.name === 'string' &&
  Array.isArray(value.groups) &&
  value.groups.every(({ id, name, accountId }) => [id, name, accountId].every((text) => typeof text === 'string'));

function isLeaseToken(value: unknown): value is LeaseToken {
  const { owner, number, cluster } = (value ?? {}) as Partial<LeaseToken>;
  if (typeof owner !== 'object' || owner === null || !Number.isSafeInteger(number)) return false;
  if (cluster !== undefined && !isLeasedCluster(cluster ?? {})) return false;
  const texts = [owner.host, owner.boot, owner.namespace, owner.startTime];
  return texts.every((text) => typeof text === 'string') && Number.isSafeInteger(owner.pid) && owner.pid > 0;
}

/** @throws EsgError `lease-token-invalid`, exit code 2 */
export function decodeLease(text: string): LeaseToken {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    value = undefined;
  }
  if (!isLeaseToken(value)) {
    throw new EsgError('ESG_RECYCLER_LEASE does not name a lease', {
      code: 'lease-token-invalid',
      exitCode: ExitCode.usage,
      hint: 'Remove it from the environment; it is set by the runner and by the role, for their own children.',
    });
  }
  return value;
}
