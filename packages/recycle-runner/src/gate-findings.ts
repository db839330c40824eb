import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { AsideResult } from './ansible-aside.ts';
import type { NumberedEvent } from './event-log.ts';
import { describeExit, failedTask, failureText } from './failed-task.ts';
import { sentences } from './failure-words.ts';
import { type GateLook, readLook } from './gate-look.ts';
import type { PlannedInstance } from './plan.ts';
import { isSettingsMistake, settingsHint, settingsInvalid } from './settings-mistake.ts';

/** What the gates say of a plan, before anything is touched. */
export interface GateView {
  /** The kind of the gate that asks the cluster itself; absent where there is none. */
  kind?: string;
  findings: Finding[];
  /** What else was found out; absent as the kind is. */
  look?: GateLook;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const isFinding = (value: unknown): value is Finding =>
  typeof value === 'object' && value !== null && 'code' in value && 'severity' in value && 'message' in value;

/** What the executables behind the role report as no refusal but a mistake, or a failure to reach Spot. */
const ownExits: ReadonlySet<unknown> = new Set([ExitCode.usage, ExitCode.unreachable]);

/** A mistake in an option or an override: what to do stands at the end of the message. */
function checkUsable({ event_data: data }: NumberedEvent): void {
  if (!ownExits.has(data['exit_code'])) return;
  const { said, hint } = failureText(data);
  throw new EsgError(hint === undefined ? said : sentences([said, hint]), {
    code: textOf(data['code']) ?? 'gates-unread',
    exitCode: data['exit_code'] as typeof ExitCode.usage,
  });
}

/** A mistake in the variables is no gate that is shut: it is told once, whichever instances have it. */
function checkSettings(events: readonly NumberedEvent[]): void {
  const mistake = events.find(isSettingsMistake);
  if (!mistake) return;
  throw new EsgError(failureText(mistake.event_data).said, {
    code: settingsInvalid,
    exitCode: ExitCode.usage,
    hint: settingsHint,
  });
}

/** Everything that keeps the gate of an instance shut, or only what waiting cannot heal. */
function shutBy({ ssi, event_data: data }: NumberedEvent, isFirst: boolean): Finding[] {
  const lasting = listOf(data['unsatisfiable']);
  const rules = listOf(data['findings'])
    .filter(isFinding)
    .filter(({ severity, code }) => severity === 'block' && (isFirst || lasting.includes(code)));
  if (rules.length > 0 || !isFirst) return rules;
  const { said, hint } = failureText(data);
  return [{ code: textOf(data['code']) ?? 'gate-shut', severity: 'block', subject: ssi ?? '', message: said, hint }];
}

const isTold = ({ event }: NumberedEvent): boolean =>
  ['gate_passed', 'instance_deferred', 'instance_failed', 'instance_skipped'].includes(event);

const unread = ({ exit, events }: AsideResult, ssi: string): Finding => {
  const { code = 'gates-unread', reason = describeExit(exit), hint } = failedTask(events) ?? {};
  return { code, severity: 'block', subject: ssi, message: `The gates could not be looked at: ${reason}`, hint };
};

/** The first instance that nothing was told of, though its group's look failed, and why; not where that is told already. */
function unreadOf(
  due: readonly PlannedInstance[],
  results: readonly AsideResult[],
  told: ReadonlySet<string>,
): Finding[] {
  const groups = [...new Set(due.map(({ group }) => group))];
  const events = results.flatMap((result) => result.events);
  const lost = due.flatMap(({ ssi, group }) => {
    const result = results[groups.indexOf(group)];
    const isLost = !told.has(group) && !events.some((event) => event.ssi === ssi && isTold(event));
    return isLost && result && result.exit.exitCode !== 0 ? [unread(result, ssi)] : [];
  });
  return lost.slice(0, 1);
}

/** The same of several instances is told once. */
const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.map((finding) => [JSON.stringify([finding.code, finding.subject, finding.message]), finding]),
  ).values(),
];

/**
 * Reads what `recycle.yml --check` told. The first instance that lets no other go first must find its gate open now. Of
 * those that follow, only what can never hold counts: their gates are looked at again when it is their turn.
 *
 * @param due the instances to recycle, in their order
 * @param results one for each group, in the order in which `due` comes to it
 * @throws EsgError `settings-invalid`, `override-invalid`, `options-invalid` and the like, exit code 2
 */
export function judgeGates(due: readonly PlannedInstance[], results: readonly AsideResult[]): GateView {
  const events = results.flatMap((result) => result.events);
  checkSettings(events);
  const kind = textOf(events.find(({ event_data }) => textOf(event_data['kind']))?.event_data['kind']);
  const findings: Finding[] = [];
  const refused = new Set<string>();
  let isFirst = true;
  for (const { ssi, group } of due) {
    const own = events.filter((event) => event.ssi === ssi);
    const failure = own.find(({ event }) => event === 'instance_failed');
    const passed = own.find(({ event }) => event === 'gate_passed');
    if (failure) {
      checkUsable(failure);
      const rules = shutBy(failure, isFirst);
      findings.push(...rules);
      if (rules.length > 0) refused.add(group);
    }
    const told = listOf(passed?.event_data['findings']).filter(isFinding);
    findings.push(...told.filter(({ severity }) => severity === 'warn'));
    if (failure || passed) isFirst = false;
  }
  findings.push(...unreadOf(due, results, refused));
  return { kind, findings: distinct(findings), ...(kind !== undefined && { look: readLook(kind, due, events) }) };
}
