import type { Finding } from '@esg-recycler/core';
import type { Diagnosis } from '../doctor/diagnose.ts';

const section = (heading: string, findings: readonly Finding[]): string[] => [
  heading,
  ...findings.flatMap(({ message, hint }) => [`  ${message}`, ...(hint ? [`    ${hint}`] : [])]),
];

/** A diagnosis for people; what is left to do comes last. */
export function diagnosisText({ cluster, found, done, left, unrecorded }: Diagnosis): string {
  const isClear = [done, left, unrecorded].every(({ length }) => length === 0);
  const nothing = isClear
    ? 'nothing is left behind by an earlier run.'
    : 'nothing is on record as left behind by an earlier run.';
  return [
    ...section(`Cluster ${cluster}: ${found.length > 0 ? 'left behind by an earlier run:' : nothing}`, found),
    ...(done.length > 0 ? section('Done:', done) : []),
    ...(unrecorded.length > 0 ? section('On no record, and left alone:', unrecorded) : []),
    ...section(left.length > 0 ? 'Left to do:' : 'Nothing is left to do.', left),
  ].join('\n');
}
