import { blocking, countOf, type Finding, runbookOf } from '@esg-recycler/core';
import type { LedgerCanary, LedgerOverride } from '@esg-recycler/esg-store';
import type { ImageChange } from '@esg-recycler/spotinst-stateful';
import { describeImageChanges } from '../image/image-text.ts';
import { canaryLine } from './canary-line.ts';
import type { GateCheck } from '../check/gate-view.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { healthLine } from './health-line.ts';
import { wrap, wrappedTable } from './wrap.ts';

const orDash = (value: string | null): string => value ?? '-';

/** A time without its seconds, so that a row fits 80 columns. */
const withoutSeconds = (text: string): string => text.replace(/(T\d\d:\d\d):\d\d(?:\.\d+)?Z/, '$1Z');

/** The image differs in most rows, so the row shows the current one; the target is above the table. */
const whyOf = ({ code, image, why }: PlannedInstance): string =>
  code === 'not-on-target' && image !== null ? `runs ${image}` : withoutSeconds(why);

function rows(planned: readonly PlannedInstance[]): string[][] {
  const hasGroups = new Set(planned.map(({ group }) => group)).size > 1;
  const row = (order: string, id: string, group: string, ...rest: string[]): string[] =>
    hasGroups ? [order, id, group, ...rest] : [order, id, ...rest];
  return [
    row('#', 'INSTANCE', 'GROUP', 'ADDRESS', 'STATE', 'WHY'),
    ...planned.map((one, index) =>
      row(
        one.action === 'recycle' ? String(index + 1) : '-',
        one.ssi,
        one.groupName,
        orDash(one.address),
        one.state,
        whyOf(one),
      ),
    ),
  ];
}

function headOf(cluster: string, planned: readonly PlannedInstance[]): string {
  const total = planned.length;
  const due = planned.filter(({ action }) => action === 'recycle').length;
  const all = countOf(total, 'instance');
  if (due > 0) return `Cluster ${cluster}: ${due} of ${all} to recycle, one by one, in this order:`;
  return `Cluster ${cluster}: nothing to do, none of ${all} needs a recycle.`;
}

/** One image for all groups, or one for each. */
function targetsOf(planned: readonly PlannedInstance[], changes: readonly ImageChange[]): string[] {
  const change = describeImageChanges(changes, planned);
  const targets = new Map(
    planned.map(({ group, groupName, target }) => [group, { groupName, image: target ?? 'unknown' }]),
  );
  const images = [...new Set([...targets.values()].map(({ image }) => image))];
  if (images.length === 0) return [];
  if (images.length === 1) return [`Target image: ${images.join()}${change === '' ? '' : ` (${change})`}`];
  const names = [...targets.values()].map(({ groupName }) => groupName);
  // Names of groups may repeat; ids do not.
  const nameOf = (id: string, name: string) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}, ${id}`;
  const all = [...targets].map(([id, { groupName, image }]) => `${image} (${nameOf(id, groupName)})`);
  return [`Target images: ${all.join(', ')}`, ...(change === '' ? [] : [`Images now: ${change}`])];
}

/** A finding that blocks names its page; for the others, the closing line is enough. */
function findingLines(finding: Finding, columns: number | undefined): string[] {
  const { severity, code, message, hint } = finding;
  return [
    ...wrap(`${severity} ${code}: ${message}`, columns, '', '  '),
    ...(hint ? wrap(hint, columns, '  ') : []),
    ...(severity === 'block' ? [`  Runbook: ${runbookOf(finding)}`] : []),
  ];
}

/** A finding with the same words about several subjects is shown once, and names them. */
function merged(findings: readonly Finding[]): Finding[] {
  const same = Map.groupBy(findings, (finding) => JSON.stringify({ ...finding, subject: undefined }));
  return [...same.values()].map(([first, ...others]) => {
    const subjects = [first!, ...others].map(({ subject }) => subject);
    return others.length === 0 ? first! : { ...first!, message: `${first!.message} (${subjects.join(', ')})` };
  });
}

function findingsText(findings: readonly Finding[], columns: number | undefined): string[] {
  const shown = merged(findings.filter(({ severity }) => severity !== 'ok'));
  const isExplained = blocking(shown).length === shown.length;
  return [
    ...shown.flatMap((finding) => findingLines(finding, columns)),
    ...(isExplained ? [] : ['Codes are explained in docs/runbooks/.']),
  ];
}

/** Overrides of rules that pass. A health check that failed for all instances may not have reached these rules. */
function idleOverrides(findings: readonly Finding[], { evaluate, overrides = [] }: PlanTextOptions): string[] {
  if (!evaluate || evaluate.open.length === 0) return [];
  return overrides
    .filter(({ rule }) => findings.every(({ code }) => code !== rule))
    .map(({ rule, reason }) => `Override ${rule} (${reason}) is not needed now.`);
}

export interface PlanTextOptions {
  /** The result of the health checks. */
  evaluate?: GateCheck;
  overrides?: readonly LedgerOverride[];
  /** The images that the run sets first. */
  imageChanges?: readonly ImageChange[];
  canary?: LedgerCanary;
  /** The run that this run rolls back. */
  rollbackOf?: string;
  /** What keeps another run from recycling the cluster, in one line. */
  protection?: string;
  /** The width of the terminal, see {@link wrap}. */
  columns?: number;
}

/** A plan for people: the instances in their order, then those that stay as they are, then the findings. */
export function planText(
  cluster: string,
  planned: readonly PlannedInstance[],
  findings: readonly Finding[],
  options: PlanTextOptions = {},
): string {
  const { columns, evaluate, protection } = options;
  const { imageChanges = [], rollbackOf } = options;
  const head = [
    rollbackOf === undefined ? [] : `Rollback of run ${rollbackOf}`,
    headOf(cluster, planned),
    targetsOf(planned, imageChanges),
    canaryLine(options.canary, planned.filter(({ action }) => action === 'recycle').length) ?? [],
  ]
    .flat()
    .flatMap((line) => wrap(line, columns, '', '  '));
  const health = [healthLine(evaluate) ?? [], idleOverrides(findings, options), protection ?? []]
    .flat()
    .flatMap((line) => wrap(line, columns, '', '  '));
  const notes = findingsText(findings, columns);
  const below = [health, notes].filter(({ length }) => length > 0).flatMap((lines) => ['', ...lines]);
  return [...head, '', ...wrappedTable(rows(planned), columns), ...below].join('\n');
}
