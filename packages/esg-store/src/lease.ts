import { EsgError, ExitCode } from '@esg-recycler/core';
import { isSameOwner, type Owner } from './owner.ts';

/** The cluster of a lease. A child process that finds it in the token need not list all groups of all accounts. */
export interface LeasedCluster {
  name: string;
  groups: { id: string; name: string; accountId: string }[];
  /** Its entry under `clusters:`; absent for a group that is a cluster of its own. */
  selectors?: readonly string[];
}

/** The identity of a lease, which child processes inherit. */
export interface LeaseToken {
  owner: Owner;
  /** The fencing number: each lease has a larger number than all before it, also after the store was deleted. */
  number: number;
  cluster?: LeasedCluster;
  /** The time that each renewal adds, in milliseconds. The holder sets it; another process cannot shorten it. */
  ttlMs?: number;
}

/** The right to change the groups of one cluster. */
export interface Lease extends LeaseToken {
  /** Group ids, sorted. */
  groups: string[];
  /** Milliseconds since the epoch, as `expiresAt`. */
  acquiredAt: number;
  expiresAt: number;
  ttlMs: number;
}

export const isSameLease = (one: LeaseToken, other: LeaseToken): boolean =>
  one.number === other.number && isSameOwner(one.owner, other.owner);

/** The value of `ESG_RECYCLER_LEASE`. Not plain JSON, which an Ansible template would turn into a mapping. */
export const encodeLease = ({ owner, number, ttlMs }: LeaseToken, cluster?: LeasedCluster): string =>
  Buffer.from(JSON.stringify({ owner, number, cluster, ttlMs })).toString('base64url');

const areTexts = (values: unknown): boolean =>
  Array.isArray(values) && values.every((value) => typeof value === 'string');

const isLeasedCluster = ({ name, groups, selectors = [] }: Partial<LeasedCluster>): boolean =>
  typeof name === 'string' &&
  Array.isArray(groups) &&
  groups.every((group) => areTexts([group.id, group.name, group.accountId])) &&
  areTexts(selectors);

function isLeaseToken(value: unknown): value is LeaseToken {
  const { owner, number, cluster, ttlMs } = (value ?? {}) as Partial<LeaseToken>;
  if (typeof owner !== 'object' || owner === null || !Number.isSafeInteger(number)) return false;
  if (cluster !== undefined && !isLeasedCluster(cluster ?? {})) return false;
  if (ttlMs !== undefined && !(Number.isSafeInteger(ttlMs) && ttlMs > 0)) return false;
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
    throw new EsgError('ESG_RECYCLER_LEASE is not a valid lease', {
      code: 'lease-token-invalid',
      exitCode: ExitCode.usage,
      hint: 'Remove it from the environment. The runner and the role set it for their own child processes.',
    });
  }
  return value;
}
