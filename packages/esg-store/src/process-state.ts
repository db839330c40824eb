import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessState {
  /** Distinguishes two processes that had the same pid; comparable only within one boot of one host. */
  startTime: string;
  /** It has ended, and only its parent has not asked for its exit code yet. */
  zombie: boolean;
}

/** Reads `/proc/PID/stat`. The name in parentheses may itself hold spaces and parentheses (proc_pid_stat(5)). */
export function parseProcStat(text: string): ProcessState | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[22 - 3]];
  return state && startTime ? { startTime, zombie: state === 'Z' || state === 'X' } : undefined;
}

/** Reads what `ps -o stat= -o lstart=` prints: `Ss   Mon Jan  5 10:00:00 2026`. */
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
export function askPs(pid: number): ProcessState | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  return parsePs(stdout ?? '');
}

/** What can be read of a process of this host; `undefined` when nothing can, whatever the reason. */
export const readProcess = (pid: number): ProcessState | undefined =>
  process.platform === 'linux' ? parseProcStat(readProcStat(pid)) : askPs(pid);

/** Whether a process has that pid, be it one that this user may not look at (`hidepid`). */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
