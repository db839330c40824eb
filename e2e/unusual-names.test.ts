import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './support/executables.ts';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const ids = ['ssi-1', 'ssi-2', 'ssi-3', 'ssi-4'];
const scenario = {
  groups: [
    {
      id: 'sig-kafka',
      name: 'my kafka',
      image: 'ami-new',
      instances: ids.map((id, index) => ({ id, privateIp: `127.0.1.${121 + index}`, imageId: 'ami-old' })),
    },
    { id: 'sig-other', name: 'other', instances: [{ id: 'ssi-other', privateIp: '127.0.1.129', imageId: 'ami-old' }] },
  ],
  recycling: { lagMs: 20, durationMs: 100 },
};
const local = `compose:
  ansible_connection: "'local'"`;
const named = `plugin: spotinst_esg
hostnames:
  - "{'ssi-1': 'web server 1', 'ssi-2': 'all:&sig-other', 'ssi-3': '!a,b [0]'}[spotinst_id] | default('')"
${local}
`;
const playbook = join(repository, 'ansible/playbooks/recycle.yml');
const always = { ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS: 'always' };

let site: AnsibleSite | RollSite;
afterEach(() => site.stop());

const images = (): string[] => [...ids, 'ssi-other'].map((id) => site.simulator.cloud.instance(id).imageId);
const allNew = [...ids.map(() => 'ami-new'), 'ami-old'];

async function playAlone(config: string, args: readonly string[], env = {}) {
  const alone = await startAnsibleSite(scenario);
  site = alone;
  const path = alone.write('unusual.spotinst_esg.yml', config);
  const variables = JSON.stringify({ esg_recycle_poll_interval: '50ms' });
  return alone.run('ansible-playbook', ['-i', path, playbook, '-e', variables, ...args], { env });
}

async function roll(config: string, env = {}) {
  const place = await startRollSite(scenario);
  site = place;
  const path = place.write('unusual.spotinst_esg.yml', config);
  return place.run(['--config', path, '--esg', 'sig-kafka', '--poll-interval', '50ms', '--yes'], env);
}

describe('hosts with names that Ansible reads as patterns', () => {
  it('are recycled by the playbook, and no other host is', async () => {
    expect(await playAlone(named, ['-e', 'esg=sig-kafka'])).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual(allNew);
  }, 180_000);

  it('are recycled by the runner', async () => {
    expect(await roll(named)).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual(allNew);
  }, 300_000);

  it('are not recycled in silence by a limit that leaves them out', async () => {
    const outcome = await playAlone(named, ['-e', 'esg=sig-kafka', '--limit', 'sig-other']);
    expect(outcome).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('--limit excludes every host of the group'),
    });
    expect(images()).not.toContain('ami-new');
  }, 120_000);
});

describe('groups whose names Ansible is set to replace', () => {
  const config = `plugin: spotinst_esg\n${local}\n`;

  it('are found by the playbook by the names that Spot has', async () => {
    expect(await playAlone(config, ['-e', 'esg="my kafka"'], always)).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual(allNew);
  }, 180_000);

  it('are recycled by the runner', async () => {
    expect(await roll(config, always)).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual(allNew);
  }, 300_000);

  it('have the variables of the file by their replaced name under the runner too', async () => {
    const place = await startRollSite(scenario);
    site = place;
    const path = place.write('unusual.spotinst_esg.yml', config);
    mkdirSync(join(place.folder, 'group_vars'));
    place.write('group_vars/sig_kafka.yml', 'esg_recycle_health: tcp\nesg_recycle_health_options: { ports: [1] }\n');
    const planned = await place.run(['plan', '--config', path, '--esg', 'sig-kafka'], always);
    expect(planned.stdout).toContain('block ports-answer');
    expect(planned.exitCode).toBe(3);
  }, 120_000);
});
