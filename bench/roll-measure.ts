import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { python } from '../e2e/support/executables.ts';
import type { RollSite } from '../e2e/support/roll-site.ts';
import { recycleMs, startPlace } from './roll-place.ts';
import { nodeOf, type Tree } from './roll-tree.ts';
import type { Way } from './roll-ways.ts';

const support = join(import.meta.dirname, 'roll-support');

/** The number of occurrences of each item. */
export type Counts = ReadonlyMap<string, number>;

/** What a complete roll took. */
export interface Measurement {
  instances: number;
  /** User and system time of all processes. */
  cpuSeconds: number;
  /** Beyond the recycles themselves. */
  wallSeconds: number;
  /** By method and route. */
  requests: Counts;
  /** By program. */
  nodeStarts: Counts;
  /** By name. */
  tasks: Counts;
}

interface Reaped {
  exitCode: number;
  wallSeconds: number;
  cpuSeconds: number;
  /** Processes that did not end on their own. */
  ended: number;
}

export const totalOf = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

function countsOf(names: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/**
 * A Node that reports starts without a script, which `count-node.cjs` cannot see.
 *
 * @returns its folder
 */
function writeNode({ folder, write }: RollSite, real: string): string {
  mkdirSync(join(folder, 'bin'));
  const script = `#!/bin/sh
case "$1" in -v | --version) echo "node $1" >> "$BENCH_NODE_STARTS" ;; esac
exec '${real}' "$@"
`;
  chmodSync(write('bin/node', script), 0o700);
  return join(folder, 'bin');
}

/**
 * Rolls a separate group in one way, with the executables of one tree.
 *
 * @throws Error when it fails
 */
export async function measure(way: Way, tree: Tree, instances: number): Promise<Measurement> {
  const place = await startPlace(instances, way.variables);
  const { site } = place;
  try {
    const bin = writeNode(site, nodeOf(tree));
    const [result, starts, tasks] = ['reaped.json', 'node-starts', 'tasks'].map((name) => join(site.folder, name));
    const command = way.command(place, tree, join(bin, 'node'));
    const { all } = await execa(python('python'), [join(support, 'reap.py'), result!, ...command], {
      cwd: site.folder,
      stdin: 'ignore',
      all: true,
      extendEnv: false,
      env: {
        ...site.environment,
        PATH: `${bin}:${site.environment['PATH']}`,
        ESG_RECYCLER_NODE: join(bin, 'node'),
        NODE_OPTIONS: `--require "${join(support, 'count-node.cjs')}"`,
        BENCH_NODE_STARTS: starts,
        BENCH_TASKS: tasks,
        ANSIBLE_CALLBACK_PLUGINS: join(support, 'callback'),
      },
    });
    const { exitCode, wallSeconds, cpuSeconds, ended } = JSON.parse(readFileSync(result!, 'utf8')) as Reaped;
    if (exitCode !== 0) throw new Error(`${tree.name}, ${way.name}: ended with ${exitCode}:\n${all}`);
    if (ended > 0) throw new Error(`${tree.name}, ${way.name}: left ${ended} processes behind`);
    place.assertRolled();
    const measured = {
      instances,
      cpuSeconds,
      wallSeconds: wallSeconds - (instances * recycleMs) / 1000,
      requests: countsOf(site.simulator.requests.map(({ method, route, path }) => `${method} ${route ?? path}`)),
      nodeStarts: countsOf(linesOf(starts!)),
      tasks: countsOf(linesOf(tasks!)),
    };
    if (measured.tasks.size === 0) throw new Error(`${tree.name}, ${way.name}: no task was counted:\n${all}`);
    return measured;
  } finally {
    await site.stop();
  }
}
