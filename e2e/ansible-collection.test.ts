import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { localConfig } from './support/ansible-site.ts';
import { repository } from './support/executables.ts';
import { addresses, newImage, site, openSite, images } from './support/playbook-site.ts';

describe('as an installed collection', () => {
  it('works by its full name, without the repository', async () => {
    await openSite();
    const collections = join(site.folder, 'collections');
    const elsewhere = { cwd: site.folder, env: { ANSIBLE_COLLECTIONS_PATH: collections } };
    const galaxy = (...args: string[]) => site.run('ansible-galaxy', ['collection', ...args], elsewhere);
    await galaxy('build', join(repository, 'ansible'));
    await galaxy('install', 'esg_recycler-spotinst-0.1.0.tar.gz', '--offline', '-p', collections);
    site.write('site.spotinst_esg.yml', localConfig.replace('spotinst_esg', 'esg_recycler.spotinst.spotinst_esg'));

    const list = await site.run('ansible-inventory', ['--list'], elsewhere);
    expect(JSON.parse(list.stdout)).toMatchObject({
      'my kafka': { hosts: addresses },
      'sig-kafka': { hosts: addresses },
    });
    const variables = { esg: 'sig-kafka', esg_recycle_poll_interval: '200ms' };
    const rolled = await site.run(
      'ansible-playbook',
      ['esg_recycler.spotinst.recycle', '-e', JSON.stringify(variables)],
      elsewhere,
    );
    expect(rolled).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
  }, 120_000);
});
