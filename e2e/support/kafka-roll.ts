import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach } from '@jest/globals';
import { type RollSite, startRollSite } from './roll-site.ts';

export const addresses = ['127.0.1.51', '127.0.1.52', '127.0.1.53'];
export const [oldImage, newImage] = ['ami-old', 'ami-new'];
export const instances = addresses.map((privateIp, index) => ({
  id: `ssi-${index + 1}`,
  privateIp,
  imageId: oldImage,
}));
export const kafka = { id: 'sig-kafka', name: 'my kafka', image: newImage, instances };
export const fast = ['--poll-interval', '50ms', '--timeout', '20s'];
export let site: RollSite;

afterEach(() => site.stop());

export const open = async (scenario: ScenarioInput = {}): Promise<RollSite> => {
  site = await startRollSite({ groups: [kafka], ...scenario });
  return site;
};

export const lastRun = (): string => site.runs().at(-1) ?? '';
export const images = (): (string | null)[] => instances.map(({ id }) => site.simulator.cloud.instance(id).imageId);

export const ledgerStates = (): string[] => {
  const { instances: entries } = JSON.parse(readFileSync(join(lastRun(), 'ledger.json'), 'utf8')) as {
    instances: { ssi: string; state: string }[];
  };
  return entries.map(({ ssi, state }) => `${ssi} ${state}`);
};

export const isOut = (ssi: string): boolean =>
  site.simulator.log.some((event) => event.ssi === ssi && event.state === 'RECYCLING');
