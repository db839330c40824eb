import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessState {
  /** Distinguishes two processes with the same pid. Comparable only within one boot of one host. */
  startTime: string;
  /** It has exited, but its parent has not read its exit code. */
  zombie: boolean;
}

/** Reads `/proc/PID/stat`. The name in parentheses can contain spaces and parentheses (proc_pid_stat(5)). */
export function parseProcStat(text: string): ProcessState | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[22 - 3]];
  return state && startTime ? { startTime, zombie: state === 'Z' || state === 'X' } : undefined;
}

/** Reads the output of `ps -o stat= -o lstart=`: `Ss   Mon Jan  5 10:00:00 2026`. */
export function parsePs(text: string): ProcessState | undefined {
  const match = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(text);
  return match?.[1] && match[2] ? { startTime: match[2], zombie: match[1].startsWith('Z') } : undefined;
}

function readProcStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

/** Times in UTC and in English, so that two users of one machine read the same text. */
export function readPs(pid: number): ProcessState | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  return parsePs(stdout ?? '');
}

/** The state of a process of this host; `undefined` when it cannot be read. */
export const readProcess = (pid: number): ProcessState | undefined =>
  process.platform === 'linux' ? parseProcStat(readProcStat(pid)) : readPs(pid);

/** Whether a process has that pid, also one that this user cannot inspect (`hidepid`). */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
