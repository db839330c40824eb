import { afterEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const instances = [1, 2].map((n) => ({ id: `ssi-${n}`, privateIp: `127.0.1.${110 + n}`, imageId: 'ami-old' }));
const env = { ANSIBLE_CONNECTION_PLUGINS: join(import.meta.dirname, 'support/connections') };
/** Each image has a Python with another name. */
const machines = `
  ansible_connection: "'machine'"
  ansible_interpreter_python_fallback: "['python-of-ami-new', 'python-of-ami-old']"`;

let site: RollSite;
afterEach(() => site.stop());

const roll = async (config: string, variables = {}) => {
  site = await startRollSite({
    groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
    recycling: { durationMs: 200 },
  });
  const path = site.write('site.spotinst_esg.yml', `plugin: spotinst_esg\n${config}\n`);
  const reported = JSON.stringify({ esg_recycle_connection_timeout: 10, ...variables });
  return site.run(['--config', path, '--esg', 'sig-kafka', '--poll-interval', '50ms', '--', '-e', reported], env);
};
const images = () => instances.map(({ id }) => site.simulator.cloud.instance(id).imageId);
const rolled = (count: number) => ({
  exitCode: 0,
  stdout: expect.stringContaining(`${count} done, 0 skipped, 0 failed`),
});

describe('a machine that takes the place of another', () => {
  it('is reached with its own Python after a task ran on the earlier machine', async () => {
    const folder = join(import.meta.dirname, 'support/machine-tasks');
    const outcome = await roll(`compose:${machines}`, {
      esg_recycle_drain_tasks: join(folder, 'gather-facts.yml'),
      esg_recycle_after_tasks: join(folder, 'compare-facts.yml'),
    });
    expect(outcome).toMatchObject(rolled(2));
    expect(images()).toEqual(['ami-new', 'ami-new']);
  }, 180_000);

  it('is reached by its own id when the inventory connects by instance ids', async () => {
    expect(await roll(`connect_with: instance_id\ncompose:${machines}`)).toMatchObject(rolled(2));
    expect(images()).toEqual(['ami-new', 'ami-new']);
  }, 180_000);

  it('is reached by its composed address and listed only while it is due', async () => {
    const config = `filters: {image_drift: true}
hostnames: [spotinst_instanceId]
compose:${machines}
  ansible_machine_id: spotinst_instanceId`;
    expect(await roll(config)).toMatchObject(rolled(2));
    expect(images()).toEqual(['ami-new', 'ami-new']);
  }, 180_000);
});
