import { loadInventory, type LoadOptions } from '../load-inventory.ts';
import { describeFleet } from '../table.ts';

/** `--table`: what there is, for people. */
export async function table(options: LoadOptions): Promise<void> {
  const { answers, settings } = await loadInventory(options);
  const { stdout } = process;
  // hasColors() respects NO_COLOR.
  const isColoured = stdout.isTTY && stdout.hasColors();
  const lines = describeFleet(answers, { clusters: settings.clusters, now: Date.now(), isColoured });
  stdout.write(`${lines.join('\n')}\n`);
}
