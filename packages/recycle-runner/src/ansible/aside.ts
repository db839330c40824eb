import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';
import { type AnsibleExit, startAnsible } from './process.ts';
import { createEventLog, type NumberedEvent } from '../events/event-log.ts';

/** Where one start of Ansible, besides the recycles, leaves what it says. */
export interface AsideFiles {
  log: string;
  events: string;
}

/** What came of it. */
export interface AsideResult {
  exit: AnsibleExit;
  events: NumberedEvent[];
}

/** Runs a playbook that recycles nothing to its end. A signal to stop ends it at once, for nothing is lost by that. */
export async function runAside(
  build: (events: string) => Command,
  { log, events }: AsideFiles,
  signal?: AbortSignal,
): Promise<AsideResult> {
  const ansible = startAnsible(build(events), log);
  const end = (): void => ansible.signal('SIGINT');
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const exit = await ansible.exited;
  signal?.removeEventListener('abort', end);
  return { exit, events: createEventLog(events, {}).read() };
}

/** The last words of a log, for a failure that no event explains. */
export function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').split('\n');
  const told = lines.findLast((line) => /^(fatal|ERROR|\[ERROR\])/.test(line)) ?? lines.findLast((line) => line.trim());
  return (told ?? 'without a word').slice(0, 500);
}
