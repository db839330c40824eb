import { describeProtection } from '@esg-recycler/spotinst-stateful';
import { type EsgError, runbookPlace } from '@esg-recycler/core';
import type { AnsibleTools } from '../ansible/setup.ts';
import { noteOnStderr } from '../check/check-plan.ts';
import { readPreview } from './preview.ts';
import type { RollOptions } from '../cluster/options.ts';
import { createEventPrinter } from '../events/print-events.ts';
import { planText } from '../text/plan-text.ts';
import { wrap } from '../text/wrap.ts';
import { confirmationMissing } from './confirmation.ts';
import { blockedBy, countDue } from './objection.ts';
import type { RollSession } from './session.ts';

interface ShowOptions {
  options: RollOptions;
  tools: AnsibleTools;
  /** Only events on stdout. */
  isJson: boolean;
}

/**
 * `run` without `--yes` and without a terminal: shows the plan. Takes no lease and changes nothing.
 *
 * @returns what blocks the plan, else `confirmation-missing`, exit code 2; undefined where no instance needs a recycle
 */
export async function showOnly(
  session: RollSession,
  { options, tools, isJson }: ShowOptions,
): Promise<EsgError | undefined> {
  const preview = await readPreview(session, options, tools, isJson ? undefined : noteOnStderr);
  const { cluster, instances, findings, gate, imageChanges } = preview;
  const due = countDue(instances);
  const error =
    blockedBy(findings) ?? (due > 0 || imageChanges.length > 0 ? confirmationMissing(due, cluster) : undefined);
  if (!isJson) {
    const { columns } = process.stdout;
    const next = error?.hint === undefined ? [] : wrap(`Next: ${error.hint}`, columns, '', '  ');
    const after = error === undefined ? [] : ['', ...next, `Runbook: ${runbookPlace(error.runbook)}`];
    const plan = planText(cluster, instances, findings, {
      ...preview,
      overrides: options.overrides,
      evaluate: gate,
      protection: describeProtection(session.settings.store),
      columns,
    });
    process.stdout.write(`${[plan, ...after].join('\n')}\n`);
    return error;
  }
  const emit = createEventPrinter();
  emit('run_planned', { cluster }, { instances, findings });
  if (error) emit('run_failed', { cluster }, { error: error.toJSON() });
  else emit('run_finished', { cluster }, { outcome: 'done' });
  return error;
}
