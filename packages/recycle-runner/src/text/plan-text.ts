import { type Finding, table } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';
import type { GateCheck } from '../check/gate-view.ts';
import { gateLine } from './gate-line.ts';
import type { PlannedInstance } from '../plan/plan.ts';

const orDash = (value: string | null): string => value ?? '-';

const row = (
  { ssi, groupName, address, state, image, target, action, why }: PlannedInstance,
  order: number,
): string[] => [
  action === 'recycle' ? String(order) : '-',
  ssi,
  groupName,
  orDash(address),
  state,
  image === target ? orDash(image) : `${orDash(image)} -> ${orDash(target)}`,
  why,
];

const findingLines = ({ severity, code, message, hint }: Finding): string[] => [
  `${severity} ${code}: ${message}`,
  ...(hint ? [`  ${hint}`] : []),
];

/** What a user spoke for, and no gate stumbles over now; a gate that opened for nobody may not have come to look. */
function idleOverrides(findings: readonly Finding[], { evaluate, overrides = [] }: Gates): string[] {
  const idle =
    evaluate && evaluate.open.length > 0
      ? overrides.filter(({ rule }) => findings.every(({ code }) => code !== rule))
      : [];
  const names = idle.map(({ rule, reason }) => `${rule} (${reason})`).join(', ');
  return idle.length === 0 ? [] : [`Overrides: ${names}: nothing to speak for now`];
}

/** What the gates said, and what the user said to them. */
export interface Gates {
  evaluate?: GateCheck;
  overrides?: readonly LedgerOverride[];
}

/** A plan for people: the instances in their order, what is left alone below them, then what was found. */
export function planText(
  cluster: string,
  planned: readonly PlannedInstance[],
  findings: readonly Finding[],
  gates: Gates = {},
): string {
  const due = planned.filter(({ action }) => action === 'recycle').length;
  const head =
    due === 0
      ? `Cluster ${cluster}: nothing to do, none of ${planned.length} instances is due.`
      : `Cluster ${cluster}: ${due} of ${planned.length} instances to recycle, one by one, in this order:`;
  const heading = ['#', 'INSTANCE', 'GROUP', 'ADDRESS', 'STATE', 'IMAGE', 'WHY'];
  const rows = table([heading, ...planned.map((one, index) => row(one, index + 1))]);
  const looked = [gateLine(gates.evaluate) ?? [], idleOverrides(findings, gates)].flat();
  const notes = findings.filter(({ severity }) => severity !== 'ok').flatMap(findingLines);
  const below = [looked, notes].filter(({ length }) => length > 0).flatMap((lines) => ['', ...lines]);
  return [head, '', ...rows.map((line) => `  ${line}`), ...below].join('\n');
}
