import { readFileSync } from 'node:fs';

/** Whether a process runs; a zombie that nobody has collected yet does not. */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
