import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ansibles } from './ansible.ts';
import { type ScenarioSite, scenarioFolder, startScenarioSite } from './scenario-site.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What an attacker who can name groups and tags would write to run a command on the controller. */
const trapsFor = (sprung: string): string[] => {
  const lookup = `lookup('ansible.builtin.pipe', 'touch ${sprung}')`;
  return [
    `{{ ${lookup} }}`,
    `{% set x = ${lookup} %}x`,
    `{# comment #}{{ ${lookup} }}`,
    `!unsafe "{{ ${lookup} }}"`,
    `\${{ ${lookup} }} {{ '{{' }} ${lookup} {{ '}}' }}`,
  ];
};

const trappedGroup = (trap: string, index: number) => {
  const tags = {
    Kind: String(index),
    Trap: trap,
    Name: `host ${trap}`,
    [trap]: trap,
  };
  return {
    id: `sig-${index}`,
    name: trap,
    // Harmless as text, and an attack once it is decoded.
    image: base64(trap),
    group: {
      compute: {
        launchSpecification: { tags: Object.entries(tags).map(([tagKey, tagValue]) => ({ tagKey, tagValue })) },
      },
    },
    instances: [
      { id: `ssi-${index}`, privateIp: `10.0.0.${index + 1}`, devices: [{ deviceName: trap, volumeId: 'vol-1' }] },
    ],
  };
};

/** An inventory that Spot's client would reject: even ids, addresses and the names of variables are attacks. */
const impossible = (traps: readonly string[]) => ({
  _meta: {
    hostvars: Object.fromEntries(traps.map((trap) => [trap, { ansible_host: trap, [trap]: { [trap]: trap } }])),
  },
  all: { children: traps.map((trap) => `sig-${trap}`) },
  ...Object.fromEntries(traps.map((trap) => [`sig-${trap}`, { hosts: [trap] }])),
});

const showAll = JSON.stringify([
  {
    hosts: 'all',
    gather_facts: false,
    connection: 'local',
    tasks: ['hostvars[inventory_hostname]', 'vars', 'groups', 'group_names', 'ansible_host', 'inventory_hostname'].map(
      (name) => ({ 'ansible.builtin.debug': { msg: `{{ ${name} }}` } }),
    ),
  },
]);

describe.each(ansibles)('data from Spot, on ansible-core $version', ({ folder }) => {
  let site: ScenarioSite;
  let sprung: string;
  let traps: string[];
  beforeEach(async () => {
    sprung = join(mkdtempSync(join(tmpdir(), 'esg-trap-')), 'sprung');
    traps = trapsFor(sprung);
    site = await startScenarioSite(folder, { groups: traps.map(trappedGroup) });
  });
  afterEach(async () => {
    await site.stop();
    rmSync(join(sprung, '..'), { recursive: true });
  });
  const isSprung = (): boolean => existsSync(sprung);

  it('stays text in variables, keys, names and groups, from Spot and the cache', async () => {
    const { config, playbooks } = scenarioFolder('hostile');
    const env = {
      TRAPS_BASE64: traps.map(base64).join(' '),
      ANSIBLE_INVENTORY_CACHE_PLUGIN: 'jsonfile',
      ANSIBLE_INVENTORY_CACHE_CONNECTION: join(site.home, 'inventory-cache'),
    };
    for (const state of ['cold', 'cached']) {
      const output = await site.passes(config, playbooks, { env });
      expect([state, output.split(`touch ${sprung}`).length > 20, isSprung()]).toEqual([state, true, false]);
    }
    expect(await site.list(config, { env })).toMatchObject({ exitCode: 0 });
    expect(isSprung()).toBe(false);
  });

  it('stays text even if only another process could have written it', async () => {
    const answer = site.write('answer.json', JSON.stringify(impossible(traps)));
    const node = site.write(
      'node',
      `#!/bin/sh\n[ "$1" = --version ] && echo v24.0.0 || { cat >/dev/null; cat ${answer}; }\n`,
    );
    chmodSync(node, 0o700);
    const config = site.write('site.spotinst_esg.yml', 'plugin: spotinst_esg\n');
    await site.passes(config, [site.write('show.yml', showAll)], { env: { ESG_RECYCLER_NODE: node } });
    expect(isSprung()).toBe(false);
  });
});
