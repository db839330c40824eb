import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { python } from '../e2e/support/executables.ts';
import { freePort } from '../e2e/support/free-port.ts';
import { type RollSite, startRollSite } from '../e2e/support/roll-site.ts';
import { answers } from './answers.ts';
import { memberCommand } from '../e2e/support/member-command.ts';

/** How long a recycle itself takes, in milliseconds. */
export const recycleMs = 1000;
/** Groups of the account, including the one that rolls. */
export const groupCount = 20;
export const rollingGroup = 'sig-bench';

/** The same for every way, so that Ansible does not discover an interpreter. */
export const interpreter = python('python3');

const images = { old: 'ami-old', new: 'ami-new', other: 'ami-other' };

interface Member {
  ssi: string;
  address: string;
  /** Its EC2 instance before the roll. */
  instanceId: string;
}

/** One group that is due among groups that are not, over real processes that listen. */
export interface Place {
  site: RollSite;
  members: readonly Member[];
  port: number;
  /** @throws Error if an instance is not on the new image, or if two were out at the same time */
  assertRolled: () => void;
}

const others = Array.from({ length: groupCount - 1 }, (_, index) => ({
  id: `sig-other-${index + 1}`,
  name: `other ${index + 1}`,
  image: images.other,
  instances: 2,
}));

const scenarioOf = (addresses: readonly string[], port: number): ScenarioInput => {
  const member = memberCommand(port);
  const rolling = {
    id: rollingGroup,
    name: 'bench',
    image: images.new,
    instances: addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: images.old })),
  };
  return {
    recycling: { durationMs: recycleMs },
    groups: [...others.slice(0, others.length / 2), rolling, ...others.slice(others.length / 2)],
    processes: { [images.old]: member, [images.new]: member, [images.other]: ['sleep', 'infinity'] },
  };
};

/** @param variables the user's variables of the group */
export async function startPlace(count: number, variables: Record<string, unknown>): Promise<Place> {
  const addresses = Array.from({ length: count }, (_, index) => `127.0.31.${index + 1}`);
  const port = await freePort(addresses);
  const site = await startRollSite(scenarioOf(addresses, port));
  const { cloud, maxOut } = site.simulator;
  mkdirSync(join(site.folder, 'group_vars'));
  const settings = { ansible_python_interpreter: interpreter, esg_recycle_wait_ports: [port], ...variables };
  site.write(`group_vars/${rollingGroup}.json`, JSON.stringify(settings));
  for (const address of addresses) while (!(await answers(port, address))) await delay(50);
  return {
    site,
    port,
    members: addresses.map((address, index) => {
      const ssi = `ssi-${index + 1}`;
      return { ssi, address, instanceId: cloud.instance(ssi).instanceId ?? '' };
    }),
    assertRolled: () => {
      const missed = addresses.filter((_, index) => cloud.instance(`ssi-${index + 1}`).imageId !== images.new);
      if (missed.length > 0) throw new Error(`not recycled: ${missed.join(', ')}`);
      if (site.requested().length !== count) throw new Error(`${site.requested().length} recycles for ${count}`);
      if (maxOut() > 1) throw new Error(`${maxOut()} instances were out at once`);
    },
  };
}
