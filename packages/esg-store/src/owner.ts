import { EsgError, ExitCode } from '@esg-recycler/core';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processExists, readProcess } from './process-state.ts';

/** The unique identity of a process. An empty part is unknown. */
export interface Owner {
  host: string;
  /** Changes with every start of the machine. */
  boot: string;
  /** The process namespace: two containers can have the same pids. */
  namespace: string;
  pid: number;
  startTime: string;
}

type Place = Pick<Owner, 'boot' | 'namespace'>;

const orEmpty = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    return '';
  }
};

const linuxPlace = (): Place => ({
  boot: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  // If /proc shows another namespace than ours, its pids are not comparable.
  namespace: orEmpty(() =>
    readlinkSync('/proc/self') === String(process.pid) ? readlinkSync('/proc/self/ns/pid') : '',
  ),
});

/** The fallback `kern.boottime` moves when the clock is set. Then no owner counts as gone, which is safe. */
const bsdPlace = (): Place => {
  const sysctl = (name: string) => spawnSync('sysctl', ['-n', name], { encoding: 'utf8' }).stdout?.trim() ?? '';
  return { boot: sysctl('kern.bootsessionuuid') || sysctl('kern.boottime'), namespace: 'host' };
};

let place: Place | undefined;
const here = (): Place => (place ??= process.platform === 'linux' ? linuxPlace() : bsdPlace());

/** For a process that cannot read its own start time. */
const ownStart = `random ${randomUUID()}`;

/**
 * The identity of a process of this host.
 *
 * @throws EsgError `owner-gone`, exit code 2, when the process does not exist
 */
export function ownerOf(pid: number = process.pid): Owner {
  const { boot, namespace } = here();
  const state = namespace ? readProcess(pid) : undefined;
  if (!processExists(pid) || state?.zombie) {
    throw new EsgError(`no process has the PID ${pid}`, {
      code: 'owner-gone',
      exitCode: ExitCode.usage,
      hint: 'Use the PID of a process that runs on this host, in the same container.',
    });
  }
  // Two sandboxes without a /proc of their own have the same pids.
  const unknown = namespace === '' && pid === process.pid ? ownStart : '';
  return { host: hostname(), boot, namespace, pid, startTime: state?.startTime ?? unknown };
}

/** Whether the existence of a process can be checked: only on this host, boot and process namespace. */
function isCheckable(owner: Owner): boolean {
  const { boot, namespace } = here();
  const isComplete = owner.boot !== '' && owner.namespace !== '' && owner.startTime !== '';
  return isComplete && owner.host === hostname() && owner.boot === boot && owner.namespace === namespace;
}

/**
 * Whether a process has certainly exited. Only for this host, boot and process namespace. For any other, and for an
 * identity with an unknown part, the result is false, and only the expiry of its lease counts. A stopped process
 * (SIGSTOP) is not gone; a zombie is.
 */
export function ownerIsGone(owner: Owner): boolean {
  if (!isCheckable(owner)) return false;
  if (!processExists(owner.pid)) return true;
  const state = readProcess(owner.pid);
  return state !== undefined && (state.zombie || state.startTime !== owner.startTime);
}

/** Whether a process certainly exists, running or stopped; false if it cannot be checked from here. */
export const ownerExists = (owner: Owner): boolean => isCheckable(owner) && !ownerIsGone(owner);

export const isSameOwner = (one: Owner, other: Owner): boolean =>
  one.host === other.host &&
  one.boot === other.boot &&
  one.namespace === other.namespace &&
  one.pid === other.pid &&
  one.startTime === other.startTime;
