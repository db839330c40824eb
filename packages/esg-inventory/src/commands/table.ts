import { loadInventory } from '../load-inventory.ts';
import { type LoadOptions, withOpening } from '../opening.ts';
import { describeFleet } from '../table.ts';

/** `--table`: the instances, for people. */
export async function table(options: LoadOptions): Promise<void> {
  const { answers, settings } = await withOpening(options, loadInventory);
  const { stdout } = process;
  // hasColors() respects NO_COLOR.
  const isColored = stdout.isTTY && stdout.hasColors();
  const lines = describeFleet(answers, { clusters: settings.clusters, now: Date.now(), isColored });
  stdout.write(`${lines.join('\n')}\n`);
}
