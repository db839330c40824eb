import { copyFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensurePrivateFolders } from '@esg-recycler/core';
import type { Command } from './command.ts';
import { type AnsibleExit, startAnsible } from './process.ts';
import { createEventLog, type NumberedEvent } from '../events/event-log.ts';

/** The files of one helper playbook: an Ansible run that recycles nothing. */
export interface HelperPlaybookFiles {
  log: string;
  events: string;
  /** Where the log of a failed run is kept, if `log` is temporary. */
  keep?: string;
}

/** The path of the log that an error can name. */
export const lastingLog = ({ log, keep }: HelperPlaybookFiles): string => keep ?? log;

function keepLog({ log, keep }: HelperPlaybookFiles): void {
  if (keep === undefined) return;
  ensurePrivateFolders(dirname(keep));
  copyFileSync(log, keep);
}

export interface HelperPlaybookResult {
  exit: AnsibleExit;
  events: NumberedEvent[];
}

/** Runs a helper playbook. A stop ends it at once, because it changes nothing that would be lost. */
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
