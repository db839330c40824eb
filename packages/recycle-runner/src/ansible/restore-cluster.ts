import { commandOf } from '@esg-recycler/core';
import { lastWords } from './ansible-log.ts';
import { type HelperPlaybookFiles, runHelperPlaybook } from './helper-playbook.ts';
import { type AnsibleSetup, restoreCommand } from './command.ts';
import { describeExit, failedTask } from './failed-task.ts';
import { sentences } from './failure-words.ts';

/** What putting back came to. */
export interface Restored {
  changed: boolean;
  /** Why it may not be put back; absent when it is. */
  problem?: string;
}

/**
 * Puts back what a recycle changed in the cluster itself, through the group's own settings and passwords, which only
 * Ansible has. Does nothing where no gate asks the cluster. Never throws.
 */
export async function restoreCluster(
  setup: AnsibleSetup,
  group: string,
  lease: string,
  files: HelperPlaybookFiles,
): Promise<Restored> {
  const { exit, events } = await runHelperPlaybook((file) => restoreCommand(setup, group, { lease, events: file }), files);
  const changed = events.some(
    ({ event, event_data }) =>
      event === 'runner_on_ok' &&
      event_data['changed'] === true &&
      String(event_data['task_action']).endsWith('instance_roller'),
  );
  if (exit.exitCode === 0) return { changed };
  const failure = failedTask(events);
  const why = failure
    ? sentences([failure.reason, failure.hint].flatMap((text) => text ?? []))
    : `${describeExit(exit)}: ${lastWords(files.log)}`;
  return { changed, problem: `What was prepared in the cluster may not be put back: ${why}` };
}

/** What to do about it. */
export const restoreHint = (group: string): string =>
  `Put it back once the cause is gone: ${commandOf('recycle-runner', `doctor --esg ${group}`)}. The next run does so too.`;
