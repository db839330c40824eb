import { check } from './report.ts';
import { perInstance, type Run } from './roll-report.ts';
import { gated, ungated } from './roll-ways.ts';

const listing = 'GET /aws/ec2/group';
/** Per instance; ratios are to another commit. */
const most = { cpuRatio: 0.35, wallRatio: 0.3, wallSeconds: 2.5, requests: 15 };
const mostNodeStarts = new Map([
  [ungated, 5],
  [gated, 7],
]);

const atMost = (name: string, value: number, limit: number, unit = ''): string =>
  `  ${name.padEnd(24)}${value.toFixed(2)}${unit}, at most ${limit}${unit}: ${check(value <= limit)}`;

/** Compares the results with the limits, and with another commit if it was measured. */
export function checks(ours: Run, theirs: Run | undefined): string {
  const one = perInstance(ours.measured);
  const other = theirs && perInstance(theirs.measured);
  const listings = ours.measured.requests.get(listing) ?? 0;
  const ratios = other
    ? [
        atMost('CPU', one.cpuSeconds / other.cpuSeconds, most.cpuRatio, ` × ${theirs?.tree.name}`),
        atMost('wall', one.wallSeconds / other.wallSeconds, most.wallRatio, ` × ${theirs?.tree.name}`),
      ]
    : [];
  return [
    `${ours.way.name}, per instance:`,
    ...ratios,
    atMost('wall', one.wallSeconds, most.wallSeconds, ' s'),
    atMost('requests', one.requests, most.requests),
    atMost('Node starts', one.nodeStarts, mostNodeStarts.get(ours.way)!),
    `  ${'listings of the account'.padEnd(24)}${listings} in the roll, exactly 1: ${check(listings === 1)}`,
  ].join('\n');
}
