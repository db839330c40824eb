import { readdirSync, readFileSync } from 'node:fs';

/** A process by its command line, arguments separated by spaces. */
export interface NodeProcess {
  pid: number;
  command: string;
}

/** The processes whose command line names anything in a folder. */
export const processesIn = (folder: string): NodeProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandLine(name) }))
    .filter(({ command }) => command.includes(`${folder}/`));

/** Ends them as a power cut does. */
export function killProcessesIn(folder: string): void {
  for (const { pid } of processesIn(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
