import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brokenVariables } from './broken-variables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-variables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const broken = () => brokenVariables([join(folder, 'a.spotinst_esg.yml'), join(folder, 'groups.yml')]);

describe('brokenVariables', () => {
  it.each(['group_vars/sig-1.yml', 'group_vars/sig-1/health', 'host_vars/10.0.0.1.yaml'])(
    'reports %s with line and column',
    (name) => {
      write('group_vars/all.yml', 'a: 1\n');
      write(name, 'kind: {tcp\nother: [\n');
      expect(broken()).toMatch(new RegExp(`^${join(folder, name)}:\\d+:\\d+: `));
    },
  );

  it('accepts vaulted files and Ansible tags', () => {
    write('group_vars/all.yml', 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n');
    write('group_vars/secret.yml', '$ANSIBLE_VAULT;1.1;AES256\n6162: {\n');
    write('group_vars/notes.md', 'a: {\n');
    expect(broken()).toBeUndefined();
  });

  it('accepts a folder without variables', () => expect(broken()).toBeUndefined());
});
