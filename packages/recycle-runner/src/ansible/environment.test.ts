import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ansibleEnvironment, configOf, utf8Locale } from './environment.ts';
import { parseConfiguration } from './user-configuration.ts';

const repository = {
  root: '/r',
  collection: '/r/ansible',
  playbook: '/r/recycle.yml',
  checkPlaybook: '/r/check.yml',
  restorePlaybook: '/r/restore.yml',
  ansibleConfig: '/r/ansible.cfg',
};

describe('utf8Locale', () => {
  it.each<[string, Record<string, string>, object]>([
    ['keeps a UTF-8 locale', { LANG: 'de_DE.UTF-8' }, {}],
    ['keeps one in another spelling', { LC_ALL: 'en_US.utf8', LANG: 'C' }, {}],
    ['replaces LC_ALL=C, whatever LANG says', { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, { LC_ALL: 'C.UTF-8' }],
    ['replaces another encoding', { LANG: 'de_DE.ISO-8859-1' }, { LC_ALL: 'C.UTF-8' }],
    ['sets one where none is set, as under cron', {}, { LC_ALL: 'C.UTF-8' }],
  ])('%s', (_, environment, added) => expect(utf8Locale(environment, 'linux')).toEqual(added));
});

describe('configOf', () => {
  it('is the file of the user, else of the current folder, else of the project', () => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-config-'));
    expect(configOf({ ANSIBLE_CONFIG: '/u/ansible.cfg' }, repository, folder)).toEqual({});
    expect(configOf({}, repository, folder)).toEqual({ ANSIBLE_CONFIG: '/r/ansible.cfg' });
    writeFileSync(join(folder, 'ansible.cfg'), '');
    expect(configOf({}, repository, folder)).toEqual({});
    rmSync(folder, { recursive: true });
  });
});

describe('ansibleEnvironment', () => {
  const settings = {
    COLLECTIONS_PATHS: ['/u/collections'],
    DEFAULT_INVENTORY_PLUGIN_PATH: ['/u/plugins'],
    INVENTORY_ENABLED: ['yaml', 'ini'],
    CALLBACKS_ENABLED: ['timer', ' ara_default'],
  };
  const environmentOf = (change: Record<string, unknown> = {}) => {
    const dump = Object.entries({ ...settings, ...change }).map(([name, value]) => ({ name, value, origin: 'x' }));
    return ansibleEnvironment(parseConfiguration(JSON.stringify([...dump, { GALAXY_SERVERS: [] }])), repository);
  };

  it('adds what the collection needs to the settings of the user', () =>
    expect(environmentOf()).toMatchObject({
      ANSIBLE_COLLECTIONS_PATH: '/r/collections:/u/collections',
      ANSIBLE_INVENTORY_PLUGINS: '/u/plugins:/r/ansible/plugins/inventory',
      ANSIBLE_INVENTORY_ENABLED: 'auto,yaml,ini',
      ANSIBLE_CALLBACKS_ENABLED: 'timer,ara_default,esg_recycler.spotinst.esg_events',
      ANSIBLE_STDOUT_CALLBACK: 'default',
    }));

  it('runs the role completely, whatever tags the user has', () =>
    expect(environmentOf()).toMatchObject({ ANSIBLE_RUN_TAGS: 'all', ANSIBLE_SKIP_TAGS: '' }));

  it.each([
    ['always', 'silently'],
    ['silently', 'silently'],
    ['never', 'ignore'],
    ['ignore', 'ignore'],
  ])('keeps the group names of the user, without warnings: %s', (value, set) =>
    expect(environmentOf({ TRANSFORM_INVALID_GROUP_CHARS: value })).toMatchObject({
      ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS: set,
    }),
  );

  it.each([
    ['DEFAULT_ASK_PASS', true, 'ask_pass is set by env: X', 'ANSIBLE_CONNECTION_PASSWORD_FILE=FILE'],
    ['DEFAULT_BECOME_ASK_PASS', true, 'become_ask_pass is', 'ANSIBLE_BECOME_PASSWORD_FILE=FILE'],
    ['DEFAULT_ASK_VAULT_PASS', true, 'ask_vault_pass is', 'ANSIBLE_VAULT_PASSWORD_FILE=FILE'],
    ['DEFAULT_VAULT_IDENTITY_LIST', ['a@file', 'dev@prompt'], 'vault_identity_list is', 'NAME@FILE'],
  ])('refuses %s: Ansible cannot prompt', (name, value, message, hint) => {
    const parse = (changed: unknown) => () =>
      parseConfiguration(JSON.stringify([{ name, value: changed, origin: 'env: X' }]));
    expect(parse(value)).toThrow(
      expect.objectContaining({
        code: 'ansible-config-invalid',
        exitCode: 2,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    );
    expect(parse(value === true ? false : ['a@file', 'b@prompt.sh'])).not.toThrow();
  });

  it('keeps an order of inventory plugins with auto, without duplicates', () =>
    expect(
      environmentOf({
        INVENTORY_ENABLED: ['host_list', 'auto'],
        CALLBACKS_ENABLED: ['esg_recycler.spotinst.esg_events', 'timer'],
        COLLECTIONS_PATHS: ['/r/collections'],
      }),
    ).toMatchObject({
      ANSIBLE_INVENTORY_ENABLED: 'host_list,auto',
      ANSIBLE_CALLBACKS_ENABLED: 'esg_recycler.spotinst.esg_events,timer',
      ANSIBLE_COLLECTIONS_PATH: '/r/collections',
    }));
});
