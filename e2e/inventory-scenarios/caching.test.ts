import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ansibles } from './ansible.ts';
import { type ScenarioSite, scenarioFolder, startScenarioSite } from './scenario-site.ts';
import { world } from './world.ts';

/** No token, no account and no Node, so no request is possible. */
const withNothing = {
  SPOTINST_API_TOKEN: undefined,
  SPOTINST_ACCOUNT_ID: undefined,
  ESG_RECYCLER_NODE: '/nowhere/node',
};

describe.each(ansibles)('the inventory cache of ansible-core $version', ({ folder }) => {
  let site: ScenarioSite;
  beforeEach(async () => {
    site = await startScenarioSite(folder, world);
  });
  afterEach(() => site.stop());

  /** How many requests a run of a folder's playbooks makes; it must pass. */
  const requestsOf = async (name: string, args: readonly string[] = [], env = {}): Promise<number> => {
    const before = site.simulator.requests.length;
    const { config, playbooks } = scenarioFolder(name);
    await site.passes(config, playbooks, { args, env });
    return site.simulator.requests.length - before;
  };
  const filesOfCache = () => globSync('inventory-cache/*', { cwd: site.home }).map((file) => join(site.home, file));
  const cold = 6;

  it('answers without requests, credentials or Node until it is flushed', async () => {
    const token = site.write('token', site.simulator.token);
    expect(await requestsOf('cache')).toBe(cold);
    rmSync(token);
    expect(await requestsOf('cache', [], withNothing)).toBe(0);
    site.write('token', site.simulator.token);
    expect(await requestsOf('cache', ['--flush-cache'])).toBe(cold);
    rmSync(token);
    expect(await requestsOf('cache', [], withNothing)).toBe(0);
  });

  it('holds plain JSON and no secret', async () => {
    site.write('token', site.simulator.token);
    await requestsOf('cache');
    const files = filesOfCache();
    expect(files).toHaveLength(1);
    const text = readFileSync(files[0]!, 'utf8');
    expect(text).not.toContain(site.simulator.token);
    const document = JSON.parse(text) as { __payload__?: string };
    // From 2.19 on, Ansible wraps the plugin's value.
    const { inventory, warnings } = JSON.parse(document.__payload__ ?? text);
    expect(inventory['sig-kafka-a']).toEqual({ hosts: ['10.0.0.1', '10.0.0.2'] });
    expect(inventory._meta.hostvars['10.0.0.1'].spotinst_esg_tags.role).toBe('broker');
    expect(warnings).toEqual([expect.stringContaining('ssi-z2')]);
  });

  it('is another one for other settings and for another account', async () => {
    const config = (more: string) =>
      site.write('site.spotinst_esg.yml', `plugin: spotinst_esg\ncache: true\n${more}\ncache_plugin: jsonfile\n`);
    const env = {
      ANSIBLE_INVENTORY_CACHE_CONNECTION: join(site.home, 'inventory-cache'),
      SPOTINST_ACCOUNT_ID: 'act-1',
    };
    const isAsked = async (more: string, change = {}) => {
      const before = site.simulator.requests.length;
      const options = { env: { ...env, ESG_STORE_URL: 'memory:', ...change } };
      expect(await site.list(config(more), options)).toMatchObject({ exitCode: 0 });
      return site.simulator.requests.length > before;
    };
    expect(await isAsked('')).toBe(true);
    expect(await isAsked('cache_ttl: 5m')).toBe(false);
    expect(await isAsked('hostvars_prefix: other_')).toBe(true);
    expect(await isAsked('', { SPOTINST_ACCOUNT_ID: 'act-2' })).toBe(true);
    expect(await isAsked('')).toBe(false);
  });

  it.each(['jsonfile', 'memory'])('of plugin %s is refreshed by a playbook', async (plugin) => {
    const env = {
      SPOTINST_ACCOUNT_ID: 'act-1',
      ANSIBLE_INVENTORY_CACHE_PLUGIN: plugin,
      ANSIBLE_INVENTORY_CACHE_CONNECTION: join(site.home, 'inventory-cache'),
    };
    expect(await requestsOf('refresh', [], env)).toBe(2 * cold);
  });

  it('never keeps what is served with a warning in an outage', async () => {
    const { config, playbooks } = scenarioFolder('stale');
    const warning = 'WARNING: stale: this inventory is';
    expect(await site.passes(config, playbooks)).not.toContain(warning);
    site.simulator.fail({ kind: 'reset', times: 1000 });
    const flushed = { args: ['--flush-cache'] };
    expect(await site.passes(config, playbooks, flushed)).toContain(warning);
    // Warnings are cached with their response, so this is still the first one.
    expect(await site.passes(config, playbooks)).not.toContain(warning);
  });
});
