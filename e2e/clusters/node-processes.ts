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

/** With SIGKILL they end as in a power cut; with SIGSTOP they hang until SIGCONT. */
export function signalProcessesIn(folder: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  for (const { pid } of processesIn(folder)) {
    try {
      process.kill(pid, signal);
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
