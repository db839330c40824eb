import { afterEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { node, python, repository } from './support/executables.ts';
import { filesHolding } from './support/roll-site.ts';

/** The cluster of examples/site, of which one group is rolled. */
const groups = ['a', 'b', 'c'].map((zone, index) => ({
  id: `sig-${zone}`,
  name: `kafka-zone-${zone}`,
  image: 'ami-new',
  instances: [{ id: `ssi-${zone}`, privateIp: `127.0.1.${44 + index}`, imageId: 'ami-old' }],
}));

let site: AnsibleSite;
afterEach(() => site.stop());

const folder = (...parts: string[]): string => join(site.folder, ...parts);

/** What AWX prepares for a job: the project, the inventory source, the credential and the variables of the template. */
function prepareJob(): void {
  for (const name of ['project', 'inventory', 'env']) mkdirSync(folder('job', name), { recursive: true });
  cpSync(join(repository, 'examples/site/recycle.yml'), folder('job/project/recycle.yml'));
  cpSync(join(repository, 'examples/site/my.spotinst_esg.yml'), folder('job/inventory/my.spotinst_esg.yml'));
  mkdirSync(folder('job/inventory/group_vars'));
  const write = (name: string, value: unknown): void => writeFileSync(folder('job', name), JSON.stringify(value));
  write('inventory/group_vars/all.yml', { ansible_connection: 'local', esg_recycle_poll_interval: '200ms' });
  write('env/extravars', { esg: 'kafka-zone-a' });
  write('env/envvars', {
    SPOTINST_API_URL: site.simulator.url,
    SPOTINST_API_TOKEN: site.simulator.token,
    SPOTINST_ACCOUNT_ID: site.simulator.accountId,
    ESG_STATE_DIR: folder('volume'),
  });
}

/** Starts one side of the pipe. Only the worker has Ansible's settings, the collection and Node, as in an image. */
function start(args: string[], isWorker = false) {
  const worker = { ANSIBLE_COLLECTIONS_PATH: join(repository, 'collections'), ESG_RECYCLER_NODE: node };
  return execa(python('ansible-runner'), args, {
    cwd: site.folder,
    extendEnv: false,
    env: {
      PATH: `${join(repository, '.venv/bin')}:${process.env['PATH']}`,
      LANG: 'C.UTF-8',
      HOME: site.folder,
      ...(isWorker && worker),
    },
  });
}

describe('ansible-runner transmit, worker and process', () => {
  it('roll a group, and keep the state outside of the container', async () => {
    site = await startAnsibleSite({ groups });
    prepareJob();
    await start(['transmit', folder('job'), '--playbook', 'recycle.yml'])
      .pipe(start(['worker', '--private-data-dir', folder('container')], true))
      .pipe(start(['process', folder('results')]));

    const artifacts = folder('results/artifacts');
    const artifact = (name: string): string => readFileSync(join(artifacts, name), 'utf8');
    expect([artifact('rc'), artifact('status')]).toEqual(['0', 'successful']);
    const images = ['a', 'b', 'c'].map((zone) => site.simulator.cloud.instance(`ssi-${zone}`).imageId);
    expect(images).toEqual(['ami-new', 'ami-old', 'ami-old']);
    const events = readdirSync(join(artifacts, 'job_events')).map((name) => artifact(`job_events/${name}`));
    expect(events.filter((event) => event.includes('"ssi-a"'))).not.toEqual([]);

    // The container of the job is gone, and the record of the recycle is not.
    rmSync(folder('container'), { recursive: true, force: true });
    expect(readdirSync(folder('volume'))).toContain('state.sqlite');
    // ansible-runner itself records the environment of the command.
    expect(filesHolding(folder('results'), site.simulator.token)).toEqual([join(artifacts, 'command')]);
  }, 300_000);
});
