import type { Finding } from '../finding.ts';

/** Where in a playbook something happened. */
export interface TaskDescription {
  play: string;
  task: string;
  task_action: string;
  /** The bare name of the role; absent outside of one. */
  role?: string;
}

/** Why a task failed: what an {@link ErrorDocument} says, in the words of Ansible. */
export interface TaskFailure {
  /** All of it in one line: the message, what blocks, and what to do. */
  msg?: string;
  /** The bare message. */
  message?: string;
  code?: string;
  hint?: string;
  exit_code?: number;
  findings?: readonly Finding[];
  /** Of a gate: the rules that stand and that no waiting heals. */
  unsatisfiable?: readonly string[];
}

/** Whether Ansible goes on with the host regardless. */
interface Ignorable {
  ignore_errors: boolean;
}

/** What the events of Ansible itself tell, under the names that ansible-runner gives them. */
export interface TaskEventPayloads {
  playbook_on_play_start: { play: string };
  playbook_on_task_start: TaskDescription;
  /** How often what happened, by host. */
  playbook_on_stats: Readonly<
    Record<'ok' | 'changed' | 'failures' | 'dark' | 'skipped' | 'processed', Readonly<Record<string, number>>>
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
