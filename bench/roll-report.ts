import { type Counts, type Measurement, totalOf } from './roll-measure.ts';
import type { Tree } from './roll-tree.ts';
import type { Way } from './roll-ways.ts';

/** One way, measured with the executables of one tree. */
export interface Run {
  way: Way;
  tree: Tree;
  measured: Measurement;
}

/** What a roll took for each instance. */
export interface PerInstance {
  cpuSeconds: number;
  wallSeconds: number;
  requests: number;
  nodeStarts: number;
  tasks: number;
}

export const perInstance = ({ instances, cpuSeconds, wallSeconds, ...counts }: Measurement): PerInstance => ({
  cpuSeconds: cpuSeconds / instances,
  wallSeconds: wallSeconds / instances,
  requests: totalOf(counts.requests) / instances,
  nodeStarts: totalOf(counts.nodeStarts) / instances,
  tasks: totalOf(counts.tasks) / instances,
});

const columns: readonly { name: string; digits: number; of: keyof PerInstance }[] = [
  { name: 'CPU s', digits: 2, of: 'cpuSeconds' },
  { name: 'wall s', digits: 2, of: 'wallSeconds' },
  { name: 'requests', digits: 1, of: 'requests' },
  { name: 'Node starts', digits: 1, of: 'nodeStarts' },
  { name: 'tasks', digits: 1, of: 'tasks' },
];

const [nameWidth, width] = [10, 13];
const line = (way: string, tree: string, cells: readonly string[]): string =>
  `  ${way.padEnd(nameWidth)}${tree.padEnd(nameWidth)}${cells.map((cell) => cell.padStart(width)).join('')}`;

export const head = line(
  '',
  '',
  columns.map(({ name }) => name),
);

export function row({ way, tree, measured }: Run): string {
  const numbers = perInstance(measured);
  const cells = columns.map(({ digits, of }) => numbers[of].toFixed(digits));
  return line(way.name, way.isOurs ? tree.name : '', cells);
}

/** The ratio of our result to theirs. */
export function ratioRow(ours: Run, theirs: Run): string {
  const [one, other] = [perInstance(ours.measured), perInstance(theirs.measured)];
  const cells = columns.map(({ of }) => `${(one[of] / other[of]).toFixed(2)} ×`);
  return line(ours.way.name, 'ratio', cells);
}

/** The counts of complete rolls, side by side. */
export function countsTable(title: string, runs: readonly Run[], countsOf: (measured: Measurement) => Counts): string {
  const all = runs.map(({ measured }) => countsOf(measured));
  const names = [...new Set(all.flatMap((counts) => [...counts.keys()]))].toSorted();
  const cells = (texts: readonly string[], name = '') => `${texts.map((text) => text.padStart(10)).join('')}  ${name}`;
  return [
    title,
    cells(runs.map(({ way }) => way.name)).trimEnd(),
    cells(runs.map(({ way, tree }) => (way.isOurs ? tree.name : ''))).trimEnd(),
    ...names.map((name) =>
      cells(
        all.map((counts) => String(counts.get(name) ?? '–')),
        name,
      ),
    ),
    cells(
      all.map((counts) => String(totalOf(counts))),
      'all',
    ),
  ].join('\n');
}
