import type { EsgError } from '@esg-recycler/core';
import type { AnsibleTools } from '../ansible/setup.ts';
import { noteOnStderr } from '../check/check-plan.ts';
import { readPreview } from './preview.ts';
import type { RollOptions } from '../cluster/options.ts';
import { createEventPrinter } from '../events/print-events.ts';
import { planText } from '../text/plan-text.ts';
import { confirmationMissing } from './confirmation.ts';
import { blockedBy, countDue } from './objection.ts';
import type { RollSession } from './session.ts';

interface ShowOptions {
  options: RollOptions;
  tools: AnsibleTools;
  /** Events on stdout, and nothing else there. */
  isJson: boolean;
}

/**
 * What `run` does where nobody has said yes and nobody can be asked: it shows the plan, and neither takes the lease nor
 * touches anything.
 *
 * @returns what blocks the plan, else `confirmation-missing`, exit code 2; undefined where nothing is to be recycled
 */
export async function showOnly(
  session: RollSession,
  { options, tools, isJson }: ShowOptions,
): Promise<EsgError | undefined> {
  const plan = await readPreview(session, options, tools, isJson ? undefined : noteOnStderr);
  const { cluster, instances, findings, gate } = plan;
  const due = countDue(instances);
  const error = blockedBy(findings) ?? (due > 0 ? confirmationMissing(due, cluster) : undefined);
  if (!isJson) {
    const next = error?.hint === undefined ? '' : `\nNext: ${error.hint}\n`;
    process.stdout.write(`${planText(cluster, instances, findings, { ...options, evaluate: gate })}\n${next}`);
    return error;
  }
  const emit = createEventPrinter();
  emit('run_planned', { cluster }, { instances, findings });
  if (error) emit('run_failed', { cluster }, { error: error.toJSON() });
  else emit('run_finished', { cluster }, { outcome: 'done' });
  return error;
}
