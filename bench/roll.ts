import { parseArgs } from 'node:util';
import { checks } from './roll-checks.ts';
import { measure } from './roll-measure.ts';
import { groupCount, recycleMs } from './roll-place.ts';
import { countsTable, head, ratioRow, row, type Run } from './roll-report.ts';
import { ourTree, type Tree, treeOf } from './roll-tree.ts';
import { gated, naive, ungated, type Way } from './roll-ways.ts';

function optionsOf(args: readonly string[]): { against?: string; instances: number; ours?: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      /** A commit to compare with. */
      against: { type: 'string' },
      instances: { type: 'string', default: '10' },
      /** The root of a built tree that is measured instead of the working tree. */
      ours: { type: 'string' },
    },
  });
  const instances = Number(values.instances);
  if (!Number.isInteger(instances) || instances < 1 || instances > 200) throw new Error('--instances takes 1 to 200');
  return { ...values, instances };
}

/** Never at the same time, and each tree once before and once after the other. */
const orderOf = (ours: Tree, theirs: Tree | undefined): [Way, Tree][] => {
  const order: [Way, Tree | undefined][] = [
    [ungated, theirs],
    [ungated, ours],
    [naive, ours],
    [gated, ours],
    [gated, theirs],
  ];
  return order.filter((one): one is [Way, Tree] => one[1] !== undefined);
};

/**
 * Measures the overhead of a roll, with the runner and with a playbook alone. Fails if it is above the limit.
 * `--against COMMIT` also measures that commit.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const { against, instances, ours: root } = optionsOf(args);
  const ours = ourTree(root);
  const theirs = against === undefined ? undefined : await treeOf(against);

  console.log(`One group of ${instances} instances rolls, among ${groupCount} of its account, by real processes:
  recycles of ${recycleMs / 1000} s, polled every 300 ms (naive: every 5 s), every host is this machine.
  Below, of the complete roll from the start of its command to its end, for each instance: user and system time of
  everything it starts, detached or not; wall time beyond the recycle; requests to Spot; starts of a Node by anybody,
  those that only print their version included; starts of an Ansible task.\n`);
  console.log(head);
  const runs: Run[] = [];
  for (const [way, tree] of orderOf(ours, theirs)) {
    const run = { way, tree, measured: await measure(way, tree, instances) };
    console.log(row(run));
    runs.push(run);
  }

  const runOf = (way: Way, tree: Tree | undefined) => runs.find((run) => run.way === way && run.tree === tree);
  const pairs = [ungated, gated].map((way) => ({ ours: runOf(way, ours)!, theirs: runOf(way, theirs) }));
  for (const pair of pairs) if (pair.theirs) console.log(ratioRow(pair.ours, pair.theirs));
  console.log(`\n${countsTable('Requests of the complete roll', runs, ({ requests }) => requests)}`);
  console.log(`\n${countsTable('Node starts of the complete roll', runs, ({ nodeStarts }) => nodeStarts)}`);
  for (const pair of pairs) console.log(`\n${checks(pair.ours, pair.theirs)}`);
}
