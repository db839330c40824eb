import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from './command.ts';
import { type AnsibleExit, startAnsible } from './process.ts';
import { createEventLog, type NumberedEvent } from '../events/event-log.ts';

/** Where one start of Ansible, besides the recycles, leaves what it says. */
export interface HelperPlaybookFiles {
  log: string;
  events: string;
  /** Where the log is kept if it fails, when `log` does not last. */
  keep?: string;
}

/** The path of the log that a failure may name. */
export const lastingLog = ({ log, keep }: HelperPlaybookFiles): string => keep ?? log;

function keepLog({ log, keep }: HelperPlaybookFiles): void {
  if (keep === undefined) return;
  mkdirSync(dirname(keep), { recursive: true, mode: 0o700 });
  copyFileSync(log, keep);
}

/** What came of it. */
export interface HelperPlaybookResult {
  exit: AnsibleExit;
  events: NumberedEvent[];
}

/** Runs a playbook that recycles nothing to its end. A signal to stop ends it at once, for nothing is lost by that. */
export async function runHelperPlaybook(
  build: (events: string) => Command,
  files: HelperPlaybookFiles,
  signal?: AbortSignal,
): Promise<HelperPlaybookResult> {
  const { log, events } = files;
  const ansible = startAnsible(build(events), log);
  const end = (): void => ansible.signal('SIGINT');
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const exit = await ansible.exited;
  signal?.removeEventListener('abort', end);
  if (exit.exitCode !== 0) keepLog(files);
  return { exit, events: createEventLog(events, {}).read() };
}
