import { afterEach } from '@jest/globals';
import { join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { type AnsibleSite, startAnsibleSite } from './ansible-site.ts';
import { repository } from './executables.ts';

export const addresses = ['127.0.1.41', '127.0.1.42', '127.0.1.43'];
export const [oldImage, newImage] = ['ami-old', 'ami-new'];
export const playbook = join(repository, 'ansible/playbooks/recycle.yml');
export const instances = addresses.map((privateIp, index) => ({
  id: `ssi-${index + 1}`,
  privateIp,
  imageId: oldImage,
}));

export const scenario: ScenarioInput = {
  groups: [
    { id: 'sig-kafka', name: 'my kafka', image: newImage, instances },
    { id: 'sig-other', name: 'other', instances: 1 },
  ],
};

export let site: AnsibleSite;

afterEach(() => site.stop());

export const openSite = async (input: ScenarioInput = scenario): Promise<void> => {
  site = await startAnsibleSite(input);
};

/** Rolls a group with `ansible-playbook` alone. */
export const roll = (esg: string, args: readonly string[] = [], variables = {}, env = {}) =>
  site.run(
    'ansible-playbook',
    [playbook, '-e', JSON.stringify({ esg, esg_recycle_poll_interval: '200ms', ...variables }), ...args],
    { env },
  );

export const images = () => [1, 2, 3].map((index) => site.simulator.cloud.instance(`ssi-${index}`).imageId);
export const changes = () => site.simulator.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);

export const recap = (output: string, key: string) =>
  [...output.matchAll(new RegExp(`${key}=(\\d+)`, 'g'))].map(([, count]) => Number(count));
