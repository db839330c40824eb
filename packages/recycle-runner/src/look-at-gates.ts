import { EsgError, ExitCode } from '@esg-recycler/core';
import { type AsideFiles, type AsideResult, runAside } from './ansible-aside.ts';
import { checkCommand, type RecycleSetup } from './ansible-command.ts';
import { type GateView, judgeGates } from './gate-findings.ts';
import type { PlannedInstance } from './plan.ts';
import { stoppedOnRequest } from './roll-errors.ts';
import { unguarded } from './roll-findings.ts';

/** Where the looks at the gates of one group leave what they say. */
export type CheckFiles = (group: string) => AsideFiles;

/** What is known without a look. */
export const notLooked: GateView = { findings: [] };

export const noteOnStderr = (line: string): void => void process.stderr.write(`${line}\n`);

const refuseUnused = (): never => {
  throw new EsgError('--override: no gate asks this cluster, so there is no rule to speak for', {
    code: 'override-unused',
    exitCode: ExitCode.usage,
    hint: 'Leave it out, or set esg_recycle_health for the hosts of the cluster.',
  });
};

/** What a look that takes its time has beside it. */
export interface LookOptions {
  signal?: AbortSignal;
  /** Told before it begins; absent where nobody reads along. */
  note?: (line: string) => void;
}

/**
 * Looks at the gate of every instance that is to be recycled, by `recycle.yml --check`; touches nothing.
 *
 * @throws EsgError `override-unused`, `settings-invalid`, `override-invalid`, `options-invalid`, exit code 2; `stopped`, exit code 130
 */
export async function lookAtGates(
  setup: RecycleSetup,
  { cluster, planned }: { cluster: string; planned: readonly PlannedInstance[] },
  files: CheckFiles,
  { signal, note }: LookOptions = {},
): Promise<GateView> {
  const due = planned.filter(({ action }) => action === 'recycle');
  if (due.length === 0) return notLooked;
  note?.(due.length === 1 ? 'looking at the gate of 1 instance…' : `looking at the gates of ${due.length} instances…`);
  const groups = new Map(due.map((instance) => [instance.group, instance]));
  const ids = due.map(({ ssi }) => ssi);
  const results: AsideResult[] = [];
  for (const [group, instance] of groups) {
    const build = (events: string) => checkCommand(setup, instance, { due: ids, events });
    results.push(await runAside(build, files(group), signal));
    if (signal?.aborted) throw stoppedOnRequest();
  }
  const view = judgeGates(due, results);
  if (view.kind !== undefined || view.findings.length > 0) return view;
  if (setup.overrides.length > 0) refuseUnused();
  return { findings: [unguarded(cluster)] };
}
