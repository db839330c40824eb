import type { NumberedEvent } from './event-log.ts';
import { taskName } from './failure-words.ts';

export const settingsInvalid = 'settings-invalid';

/** What to do about a mistake in the variables of the hosts. */
export const settingsHint =
  "Correct it in the hosts' variables, or behind --: ansible/roles/esg_recycle/README.md lists them all.";

/** Whether the role refused its variables, which it does before it looks at anything: no gate is shut then. */
export const isSettingsMistake = ({ event, event_data: { role, task, task_action: action } }: NumberedEvent): boolean =>
  event === 'runner_on_failed' &&
  role === 'esg_recycle' &&
  (/(^|\.)validate_argument_spec$/.test(String(action)) || taskName(String(task)).startsWith('Refuse settings'));
