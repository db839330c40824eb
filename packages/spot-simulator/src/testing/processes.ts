import { readFileSync } from 'node:fs';

/** Whether a process runs. A zombie does not run. */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
