import type { CampaignCost } from './campaign-measure.ts';
import { check } from './report.ts';

type Measure = 'requests' | 'cpuSeconds' | 'wallSeconds';

/** A measure is linear if a group costs at most this many times as much in the largest campaign as in the small ones. */
const measures: readonly { of: Measure; name: string; unit: string; digits: number; mostGrowth: number }[] = [
  { of: 'requests', name: 'requests', unit: '', digits: 1, mostGrowth: 1.1 },
  { of: 'cpuSeconds', name: 'CPU s', unit: ' s', digits: 2, mostGrowth: 1.25 },
  { of: 'wallSeconds', name: 'wall s', unit: ' s', digits: 2, mostGrowth: 1.25 },
];
const mostMemoryMb = 150;

const width = 12;
const line = (name: string, cells: readonly string[]): string =>
  `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(width)).join('')}`;

export const campaignHead = line('groups', [...measures.map(({ name }) => name), 'MB']);

export const campaignRow = (cost: CampaignCost): string =>
  line(String(cost.groups), [
    ...measures.map(({ of, digits }) => cost[of].toFixed(of === 'requests' ? 0 : digits)),
    cost.memoryMb.toFixed(0),
  ]);

/** How many times as much the next size takes. */
export const ratioRows = (costs: readonly CampaignCost[]): string[] =>
  costs.slice(1).map((cost, index) => {
    const before = costs[index]!;
    const cells = measures.map(({ of }) => `${(cost[of] / before[of]).toFixed(2)} ×`);
    return line(`× ${(cost.groups / before.groups).toFixed(1)}`, cells);
  });

/** The cost of one more group between two sizes. */
const slope = (from: CampaignCost, to: CampaignCost, of: Measure): number =>
  (to[of] - from[of]) / (to.groups - from.groups);

/** The slopes, and whether they are constant; and the memory. */
export function campaignChecks(costs: readonly CampaignCost[], whose: string): string {
  const [first, second, ...rest] = costs;
  const last = rest.at(-1);
  const memoryMb = Math.max(...costs.map((cost) => cost.memoryMb));
  const growth =
    first && second && last
      ? measures.map(({ of, name, unit, digits, mostGrowth }) => {
          const [early, late] = [slope(first, second, of), slope(second, last, of)];
          const isLinear = late <= early * mostGrowth;
          return `  ${name.padEnd(width)}${slope(first, last, of).toFixed(digits)}${unit} a group; ${early.toFixed(digits)} up to ${second.groups} groups, ${late.toFixed(digits)} from there: at most ${mostGrowth} ×: ${check(isLinear)}`;
        })
      : [];
  return [
    ...growth,
    `  ${'memory'.padEnd(width)}${memoryMb.toFixed(0)} MB in one ${whose}, at most ${mostMemoryMb} MB: ${check(memoryMb <= mostMemoryMb)}`,
  ].join('\n');
}
