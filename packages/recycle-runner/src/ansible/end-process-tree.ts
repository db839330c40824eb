import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The parent is the second field after the name. The name is in parentheses and may contain anything. */
const parentInStat = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return 0;
  }
};

/** Every process of this machine with its parent, from `/proc` or, without it, from `ps`. */
function parents(): [pid: number, parent: number][] {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => [Number(pid), parentInStat(Number(pid))]);
  }
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => [pid, parent]);
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/**
 * Ends a process and all its descendants with SIGKILL, each by its own id. Since ansible-core 2.19, Ansible's workers lead
 * their own sessions, so a signal to its process group does not reach them. Each process is stopped before its children
 * are listed, so that it starts no further ones.
 */
export function endProcessTree(pid: number): void {
  send(pid, 'SIGSTOP');
  endDescendants(pid);
  send(pid, 'SIGKILL');
}

/** Ends all descendants of a process, which must not start further ones meanwhile. */
export function endDescendants(pid: number): void {
  for (const [child] of parents().filter(([, parent]) => parent === pid)) endProcessTree(child);
}
