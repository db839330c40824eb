import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  arguments: string;
}

const read = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
};

/** The second field after the name, which is in parentheses and may hold anything. */
const parentOf = (pid: number): number => Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[1] ?? 0);

/** Every process of this machine that was started with this text in its environment. */
export const processesWith = (variable: string): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => read(pid, 'environ').split('\0').includes(variable))
    .map((pid) => ({ pid, parent: parentOf(pid), arguments: read(pid, 'cmdline').replaceAll('\0', ' ') }));

/** Kills them by their ids, and waits until they have ended. */
export async function endProcessesWith(variable: string): Promise<void> {
  for (let left = processesWith(variable); left.length > 0; left = processesWith(variable)) {
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
