import { EsgError, ExitCode } from '@esg-recycler/core';
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processExists, readProcess } from './process-state.ts';

/** A process, named so that nothing else can be mistaken for it. An empty part could not be found out. */
export interface Owner {
  host: string;
  /** Changes with every start of the machine. */
  boot: string;
  /** The process namespace: pids of two containers mean nothing to each other. */
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
  // Where /proc shows another namespace than our own, its pids are not ours to judge by.
  namespace: orEmpty(() =>
    readlinkSync('/proc/self') === String(process.pid) ? readlinkSync('/proc/self/ns/pid') : '',
  ),
});

/** `kern.boottime`, where it has to serve, moves when the clock is set: then nobody is believed gone, which is safe. */
const bsdPlace = (): Place => {
  const sysctl = (name: string) => spawnSync('sysctl', ['-n', name], { encoding: 'utf8' }).stdout?.trim() ?? '';
  return { boot: sysctl('kern.bootsessionuuid') || sysctl('kern.boottime'), namespace: 'host' };
};

let place: Place | undefined;
const here = (): Place => (place ??= process.platform === 'linux' ? linuxPlace() : bsdPlace());

/**
 * The identity of a process of this host.
 *
 * @throws EsgError `owner-gone`, exit code 2, when there is no such process
 */
export function ownerOf(pid: number = process.pid): Owner {
  const { boot, namespace } = here();
  const state = namespace ? readProcess(pid) : undefined;
  if (!processExists(pid) || state?.zombie) {
    throw new EsgError(`no process has the pid ${pid}`, {
      code: 'owner-gone',
      exitCode: ExitCode.usage,
      hint: 'Name a process that is running on this host, in the same container.',
    });
  }
  return { host: hostname(), boot, namespace, pid, startTime: state?.startTime ?? '' };
}

/** Only of a process of this host, boot and process namespace can be told whether it exists. */
function isJudgeable(owner: Owner): boolean {
  const { boot, namespace } = here();
  const isComplete = owner.boot !== '' && owner.namespace !== '' && owner.startTime !== '';
  return isComplete && owner.host === hostname() && owner.boot === boot && owner.namespace === namespace;
}

/**
 * Whether a process has certainly ended. Believed only of this host, boot and process namespace; of any other, and of
 * an identity with an unknown part, the answer is false, and only the expiry of its lease counts. A stopped process
 * (SIGSTOP) is not gone; a zombie is.
 */
export function ownerIsGone(owner: Owner): boolean {
  if (!isJudgeable(owner)) return false;
  if (!processExists(owner.pid)) return true;
  const state = readProcess(owner.pid);
  return state !== undefined && (state.zombie || state.startTime !== owner.startTime);
}

/** Whether a process certainly exists, running or stopped; of one that cannot be judged from here the answer is false. */
export const ownerExists = (owner: Owner): boolean => isJudgeable(owner) && !ownerIsGone(owner);

export const isSameOwner = (one: Owner, other: Owner): boolean =>
  one.host === other.host &&
  one.boot === other.boot &&
  one.namespace === other.namespace &&
  one.pid === other.pid &&
  one.startTime === other.startTime;
