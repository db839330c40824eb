import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RollSite } from '../support/roll-site.ts';

/** Copies what is left of a failed round, for inspection. @returns the folder of the copy */
export function keepSite(site: RollSite, { seed, problems }: { seed: number; problems: readonly string[] }): string {
  const folder = mkdtempSync(join(tmpdir(), `esg-soak-${seed}-`));
  cpSync(site.folder, folder, { recursive: true });
  cpSync(site.state, join(folder, 'state'), { recursive: true });
  const { log, requests } = site.simulator;
  writeFileSync(join(folder, 'simulator.json'), JSON.stringify({ problems, log, requests }, null, 1));
  return folder;
}
