import { commandOf } from '@esg-recycler/core';
import { lastWords } from './ansible-log.ts';
import { type HelperPlaybookFiles, runHelperPlaybook } from './helper-playbook.ts';
import { type AnsibleSetup, restoreCommand } from './command.ts';
import { describeExit, failedTask } from './failed-task.ts';
import { sentences } from './failure-words.ts';

export interface RestoreResult {
  changed: boolean;
  /** Why the cluster may not be restored; absent after success. */
  problem?: string;
}

/**
 * Undoes what a recycle changed in the cluster itself, by a playbook, because only Ansible has the settings and passwords
 * of the group. Does nothing in a cluster without a health check. Never throws.
 */
export async function restoreCluster(
  setup: AnsibleSetup,
  group: string,
  lease: string,
  files: HelperPlaybookFiles,
): Promise<RestoreResult> {
  const { exit, events } = await runHelperPlaybook(
    (file) => restoreCommand(setup, group, { lease, events: file }),
    files,
  );
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
  return { changed, problem: `Restoring the cluster failed: ${why}` };
}

export const restoreHint = (group: string): string =>
  `Fix the cause, then run: ${commandOf('recycle-runner', `recover --esg ${group}`)}. The next run restores the cluster too.`;
