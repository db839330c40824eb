import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/executables.ts';
import { ansibles } from './ansible.ts';
import { type ScenarioSite, startScenarioSite } from './scenario-site.ts';
import { world } from './world.ts';

describe.each(ansibles)('a configuration of the user, on ansible-core $version', ({ folder }) => {
  let site: ScenarioSite;
  beforeEach(async () => {
    site = await startScenarioSite(folder, world);
  });
  afterEach(() => site.stop());

  /** Lists the inventory of a file and of a static one, without the settings of the project. */
  const list = async (config: string, settings = '') => {
    const ansibleConfig = site.write(
      'own.cfg',
      `[defaults]\ncollections_path = ${repository}/collections\n${settings}`,
    );
    const path = site.write('own.spotinst_esg.yml', `plugin: esg_recycler.spotinst.spotinst_esg\n${config}`);
    const { stdout, output, exitCode } = await site.list(path, {
      args: ['-i', site.write('static.ini', '[web]\nstatic\n')],
      env: { ANSIBLE_CONFIG: ansibleConfig, SPOTINST_ACCOUNT_ID: 'act-1' },
    });
    const document = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, { hosts?: string[] }>;
    return { document, output, exitCode };
  };

  it('adds nothing when a host cannot be composed', async () => {
    const { document, output } = await list(
      'strict: true\ncompose: {first: "{\'10.0.0.1\': 1}[spotinst_privateIp]"}\n',
    );
    expect(output).toContain('Could not set first for host');
    expect(Object.keys(document).toSorted()).toEqual(['_meta', 'all', 'web']);
    expect(document).toMatchObject({ all: { children: ['ungrouped', 'web'] } });
  });

  it('lists every group under the name that Ansible is set to give it', async () => {
    const { document, exitCode } = await list('', 'force_valid_group_names = always\n');
    expect(exitCode).toBe(0);
    expect(document['sig_kafka_a']?.hosts).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(document['kafka_a']?.hosts).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('is read again when its cache file is truncated', async () => {
    const cache = join(site.home, 'cache');
    const config = `cache: true\ncache_plugin: jsonfile\ncache_connection: ${cache}\n`;
    const { document } = await list(config);
    for (const name of readdirSync(cache)) truncateSync(join(cache, name), 100);
    const again = await list(config);
    expect(again.output).toContain('The inventory cache cannot be read');
    expect(again).toMatchObject({ document, exitCode: 0 });
    expect((await list(config)).output).not.toMatch(/inventory cache (cannot be read|is not valid)/);
  });
});
