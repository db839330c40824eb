import { type Finding, table } from '@esg-recycler/core';
import type { PlannedInstance } from './plan.ts';

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

/** A plan for people: the instances in their order, what is left alone below them, then what was found. */
export function planText(cluster: string, planned: readonly PlannedInstance[], findings: readonly Finding[]): string {
  const due = planned.filter(({ action }) => action === 'recycle').length;
  const head =
    due === 0
      ? `Cluster ${cluster}: nothing to do, none of ${planned.length} instances is due.`
      : `Cluster ${cluster}: ${due} of ${planned.length} instances to recycle, one by one, in this order:`;
  const heading = ['#', 'INSTANCE', 'GROUP', 'ADDRESS', 'STATE', 'IMAGE', 'WHY'];
  const rows = table([heading, ...planned.map((one, index) => row(one, index + 1))]);
  const notes = findings.filter(({ severity }) => severity !== 'ok').flatMap(findingLines);
  return [head, '', ...rows.map((line) => `  ${line}`), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
