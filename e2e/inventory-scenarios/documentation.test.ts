import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, resolveSettings } from '@esg-recycler/core';
import { repository } from '../support/executables.ts';
import { ansibles, runAnsible } from './ansible.ts';

interface Option {
  description: string | string[];
  type?: string;
  default?: unknown;
  required?: boolean;
  version_added?: string;
  env?: { name: string }[];
}

interface Documentation {
  doc: { options: Record<string, Option> };
  examples: string;
}

/** Ansible's own, from its documentation fragments. */
const ofAnsible = /^(cache(?!_ttl)|compose$|groups$|keyed_groups$|strict$|leading_separator$|use_extra_vars$)/;
const name = 'esg_recycler.spotinst.spotinst_esg';
const page = readFileSync(join(repository, 'docs/inventory.md'), 'utf8');

const settle = (document: string): Settings =>
  resolveSettings({
    configPath: '-',
    env: { SPOTINST_API_TOKEN: 'token', SPOTINST_ACCOUNT_ID: 'act-1', HOME: '/nonexistent' },
    stdin: () => document,
  });

describe.each(ansibles)('the documentation, as ansible-core $version reads it', ({ folder }) => {
  let options: [name: string, option: Option][];
  let examples: string[];
  beforeAll(async () => {
    const { stdout } = await runAnsible(folder, 'ansible-doc', ['-t', 'inventory', '--json', name], {});
    const documentation = (JSON.parse(stdout) as Record<string, Documentation>)[name]!;
    options = Object.entries(documentation.doc.options);
    examples = documentation.examples.split(/^---$/m);
  });

  it('has type, version and default of every option', () => {
    const own = options.filter(([option]) => !ofAnsible.test(option));
    expect(own.length).toBeGreaterThan(20);
    const incomplete = own.filter(([, { type, version_added: version, required, env, ...option }]) => {
      const isKnown = option.default !== undefined || required || env || /unless/.test(String(option.description));
      return !type || !version || !isKnown;
    });
    expect(incomplete).toEqual([]);
  });

  it('shows every option in an example and on its page', () => {
    const shown = new Set(examples.flatMap((example) => example.match(/^\w+(?=:)/gm)));
    expect(options.map(([option]) => option).filter((option) => !shown.has(option))).toEqual([]);
    expect(options.map(([option]) => option).filter((option) => !new RegExp(`\\b${option}\\b`).test(page))).toEqual([]);
  });

  it('has the environment variables that the executables read', () => {
    const variables = options.flatMap(([option, { env = [] }]) => (ofAnsible.test(option) ? [] : env));
    const settings = readFileSync(join(repository, 'docs/settings.md'), 'utf8');
    expect(variables.map((variable) => variable.name).filter((variable) => !settings.includes(variable))).toEqual([]);
  });

  it('has examples that the executables accept', () => {
    expect(examples.map((example) => settle(example).accounts.length)).not.toContain(0);
  });

  it('has the defaults of the executables', () => {
    const defaults = options.filter(([option, { default: value }]) => !ofAnsible.test(option) && value !== undefined);
    const document = Object.fromEntries(defaults.map(([option, { default: value }]) => [option, value]));
    expect(settle(JSON.stringify(document))).toEqual(settle('{}'));
  });
});

it('the page shows configurations that the executables accept', () => {
  const configurations = [...page.matchAll(/```yaml\n(plugin: .*?)```/gs)].map(([, text = '']) => text);
  expect(configurations.length).toBeGreaterThan(5);
  for (const configuration of configurations) expect(settle(configuration).accounts).not.toEqual([]);
});
