import type { AnsibleExit } from './ansible-run.ts';
import type { NumberedEvent } from './event-log.ts';

/** Why an attempt failed. */
export interface Failure {
  state: 'failed';
  code: string;
  reason: string;
  hint?: string;
  /** The role itself refused or gave up; otherwise something around it failed. */
  isByRole?: boolean;
}

export function describeExit({ exitCode, signal, startError }: AnsibleExit): string {
  if (startError !== undefined) return `ansible-playbook could not be started: ${startError}`;
  return signal === undefined
    ? `ansible-playbook ended with exit code ${exitCode}`
    : `ansible-playbook was ended by ${signal}`;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The task that failed, in its own words. */
export function failedTask(events: readonly NumberedEvent[]): Failure | undefined {
  const failure = events.findLast(
    ({ event, event_data }) =>
      (event === 'runner_on_failed' && event_data['ignore_errors'] !== true) || event === 'runner_on_unreachable',
  );
  if (!failure) return undefined;
  const { task, msg, code, hint, role } = failure.event_data;
  const said = textOf(msg) ?? 'failed without a message';
  return {
    state: 'failed',
    code: textOf(code) ?? (failure.event === 'runner_on_unreachable' ? 'host-unreachable' : 'task-failed'),
    reason: textOf(task) ? `${textOf(task)}: ${said}` : said,
    hint: textOf(hint),
    isByRole: role === 'esg_recycle',
  };
}
