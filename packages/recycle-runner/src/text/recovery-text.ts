import { type Finding, runbookOf } from '@esg-recycler/core';
import type { ClusterRecovery } from '../recover/recover-cluster.ts';
import { wrap } from './wrap.ts';

/**
 * The result of a recovery for people; what is left to do comes last.
 *
 * @param columns the width of the terminal, see {@link wrap}
 */
export function recoveryText({ cluster, found, done, left, unrecorded }: ClusterRecovery, columns?: number): string {
  const section = (heading: string, findings: readonly Finding[]): string[] => [
    ...wrap(heading, columns),
    ...findings.flatMap((finding) => [
      ...wrap(finding.message, columns, '  '),
      ...(finding.hint ? wrap(finding.hint, columns, '    ') : []),
      ...(finding.severity === 'block' ? [`    Runbook: ${runbookOf(finding)}`] : []),
    ]),
  ];
  const isClear = [done, left, unrecorded].every(({ length }) => length === 0);
  const nothing = isClear ? 'nothing to recover.' : 'no record of an interrupted run.';
  return [
    ...section(
      found.length > 0 ? `Changes of an interrupted run of cluster ${cluster}:` : `Cluster ${cluster}: ${nothing}`,
      found,
    ),
    ...(done.length > 0 ? section('Recovered:', done) : []),
    ...(unrecorded.length > 0 ? section('Not recorded, so not changed:', unrecorded) : []),
    ...section(left.length > 0 ? 'Left to do:' : 'Nothing is left to do.', left),
  ].join('\n');
}
