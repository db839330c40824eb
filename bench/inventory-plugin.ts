import type { Inventory } from '@esg-recycler/esg-inventory';
import { check, least, seconds } from './report.ts';
import { type InventoryBench, startInventoryBench } from './inventory-site.ts';

const hosts = 10_000;
const highestShare = 1.3;

/** The same hosts, variables and groups in the shape of Ansible's own `yaml` plugin, which also reads JSON. */
function asStatic({ _meta, all: _all, ungrouped: _ungrouped, ...groups }: Inventory): unknown {
  const membersOf = (names: readonly string[] = []) => Object.fromEntries(names.map((name) => [name, {}]));
  const children = Object.entries(groups).map(([name, group]) => [
    name,
    { hosts: membersOf('hosts' in group ? (group.hosts as string[]) : []) },
  ]);
  return { all: { hosts: _meta.hostvars, children: Object.fromEntries(children) } };
}

/** Of the fastest run. */
const secondsOf = async (run: () => Promise<{ seconds: number }>): Promise<number> =>
  (await least(run, ({ seconds: taken }) => taken)).seconds;

async function compare(bench: InventoryBench): Promise<void> {
  const { stdout } = await bench.list();
  const file = bench.write('static.json', JSON.stringify(asStatic(JSON.parse(stdout) as Inventory)));
  const config = bench.write('bench.spotinst_esg.yml', 'plugin: spotinst_esg\ncache_ttl: 1h\n');
  // The first run with this configuration fills the store.
  const counted = [await bench.ansibleInventory(config), await bench.ansibleInventory(file)];
  const own = await secondsOf(() => bench.list());
  const byPlugin = await secondsOf(() => bench.ansibleInventory(config));
  const byAnsible = await secondsOf(() => bench.ansibleInventory(file));
  const ratio = (byPlugin - own) / byAnsible;
  console.log(`ansible-inventory --list of ${hosts} hosts, warm store, the fastest of three runs`);
  console.log(`  through the plugin        ${seconds(byPlugin)}, of which esg-inventory ${seconds(own)}`);
  console.log(`  the same as a static file ${seconds(byAnsible)}`);
  console.log(`  without esg-inventory     ${ratio.toFixed(2)} × the static file: ${check(ratio <= highestShare)}`);
  console.log(`  hosts                     ${check(counted.every((run) => run.hosts === hosts))}\n`);
}

/** The time that the plugin adds to Ansible's own time for the same inventory. */
export async function benchPlugin(): Promise<void> {
  const bench = await startInventoryBench({ groups: Array.from({ length: 100 }, () => ({ instances: hosts / 100 })) });
  try {
    await compare(bench);
  } finally {
    await bench.stop();
  }
}
