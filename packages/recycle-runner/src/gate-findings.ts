import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { AsideResult } from './ansible-aside.ts';
import type { NumberedEvent } from './event-log.ts';
import { describeExit, failedTask } from './failed-task.ts';
import type { PlannedInstance } from './plan.ts';

/** What the gates say of a plan, before anything is touched. */
export interface GateView {
  /** The kind of the gate that asks the cluster itself; absent where there is none. */
  kind?: string;
  findings: Finding[];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const isFinding = (value: unknown): value is Finding =>
  typeof value === 'object' && value !== null && 'code' in value && 'severity' in value && 'message' in value;

/** What the executables behind the role report as no refusal but a mistake, or a failure to reach Spot. */
const ownExits: ReadonlySet<unknown> = new Set([ExitCode.usage, ExitCode.unreachable]);

function checkUsable({ event_data: { exit_code: exitCode, code, msg, hint } }: NumberedEvent): void {
  if (!ownExits.has(exitCode)) return;
  throw new EsgError(textOf(msg) ?? 'The gates could not be looked at', {
    code: textOf(code) ?? 'gates-unread',
    exitCode: exitCode as typeof ExitCode.usage,
    hint: textOf(hint),
  });
}

/** Everything that keeps the gate of an instance shut, or only what waiting cannot heal. */
function shutBy({ ssi, event_data: data }: NumberedEvent, isFirst: boolean): Finding[] {
  const lasting = listOf(data['unsatisfiable']);
  const rules = listOf(data['findings'])
    .filter(isFinding)
    .filter(({ severity, code }) => severity === 'block' && (isFirst || lasting.includes(code)));
  if (rules.length > 0 || !isFirst) return rules;
  return [
    {
      code: textOf(data['code']) ?? 'gate-shut',
      severity: 'block',
      subject: ssi ?? '',
      message: textOf(data['msg']) ?? 'failed without a message',
      hint: textOf(data['hint']),
    },
  ];
}

const isTold = ({ event }: NumberedEvent): boolean =>
  ['gate_passed', 'instance_deferred', 'instance_failed', 'instance_skipped'].includes(event);

const unread = ({ exit, events }: AsideResult, ssi: string): Finding => {
  const { code = 'gates-unread', reason = describeExit(exit), hint } = failedTask(events) ?? {};
  return { code, severity: 'block', subject: ssi, message: `The gates could not be looked at: ${reason}`, hint };
};

/**
 * Reads what `recycle.yml --check` told. The first instance that lets no other go first must find its gate open now. Of
 * those that follow, only what can never hold counts: their gates are looked at again when it is their turn.
 *
 * @param due the instances to recycle, in their order
 * @throws EsgError `override-invalid`, `options-invalid` and the like, exit code 2
 */
export function judgeGates(due: readonly PlannedInstance[], results: readonly AsideResult[]): GateView {
  const events = results.flatMap((result) => result.events);
  const kind = textOf(events.find(({ event_data }) => textOf(event_data['kind']))?.event_data['kind']);
  const findings: Finding[] = [];
  let isFirst = true;
  for (const { ssi } of due) {
    const own = events.filter((event) => event.ssi === ssi);
    const failure = own.find(({ event }) => event === 'instance_failed');
    const passed = own.find(({ event }) => event === 'gate_passed');
    if (failure) {
      checkUsable(failure);
      findings.push(...shutBy(failure, isFirst));
    }
    const told = listOf(passed?.event_data['findings']).filter(isFinding);
    findings.push(...told.filter(({ severity }) => severity === 'warn'));
    if (failure || passed) isFirst = false;
  }
  const failed = results.find(({ exit }) => exit.exitCode !== 0);
  const untold = due.find(({ ssi }) => !events.some((event) => event.ssi === ssi && isTold(event)));
  if (failed && untold) findings.push(unread(failed, untold.ssi));
  return { kind, findings };
}
