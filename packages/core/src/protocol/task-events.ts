import type { Finding } from '../finding.ts';

/** The place in a playbook where something happened. */
export interface TaskDescription {
  play: string;
  task: string;
  task_action: string;
  /** The short name of the role; absent outside a role. */
  role?: string;
  /** Absent where the event is about no host. */
  host?: string;
}

/** Why a task failed: an {@link ErrorDocument} with Ansible's field names. */
export interface TaskFailure {
  /** All of it in one line: the message, the blocking findings, and the hint. */
  msg?: string;
  /** Only the message. */
  message?: string;
  code?: string;
  hint?: string;
  exit_code?: number;
  findings?: readonly Finding[];
  /** For a health check: the failing rules that waiting cannot fix. */
  unsatisfiable?: readonly string[];
}

/** Whether Ansible continues with the host despite the error. */
interface Ignorable {
  ignore_errors: boolean;
}

/** The payloads of Ansible's own events, under ansible-runner's names. */
export interface TaskEventPayloads {
  playbook_on_play_start: { play: string };
  playbook_on_task_start: TaskDescription;
  /** Counts of each result, by host. */
  playbook_on_stats: Readonly<
    Record<
      'ok' | 'changed' | 'failures' | 'dark' | 'skipped' | 'processed' | 'ignored' | 'rescued',
      Readonly<Record<string, number>>
    >
  >;
  runner_on_ok: TaskDescription & { changed: boolean };
  runner_on_skipped: TaskDescription;
  runner_retry: TaskDescription;
  runner_on_failed: TaskDescription & TaskFailure & Ignorable;
  runner_on_unreachable: TaskDescription & TaskFailure & Ignorable;
}

export type TaskEventName = keyof TaskEventPayloads;

/** Every name. */
export const taskEventNames = Object.keys({
  playbook_on_play_start: true,
  playbook_on_task_start: true,
  playbook_on_stats: true,
  runner_on_ok: true,
  runner_on_skipped: true,
  runner_retry: true,
  runner_on_failed: true,
  runner_on_unreachable: true,
} satisfies Record<TaskEventName, true>) as TaskEventName[];
