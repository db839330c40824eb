import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findAnsiblePlaybook, findRepository } from './repository.ts';

let root: string;
const put = (path: string, mode = 0o644): string => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '', { mode });
  return join(root, path);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'runner-repository-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('findRepository', () => {
  it.each(['packages/recycle-runner/src/x.ts', 'packages/recycle-runner/dist/chunks/x.mjs'])(
    'searches the folders above %s',
    (file) => {
      const playbook = put('ansible/playbooks/recycle.yml');
      put('ansible.cfg');
      expect(findRepository(dirname(put(file)))).toEqual({
        root,
        collection: join(root, 'ansible'),
        playbook,
        checkPlaybook: join(root, 'ansible/playbooks/check.yml'),
        restorePlaybook: join(root, 'ansible/playbooks/restore.yml'),
        ansibleConfig: join(root, 'ansible.cfg'),
      });
    },
  );

  it('finds the collection in the npm package, which has no Ansible configuration', () => {
    const collection = 'collections/ansible_collections/esg_recycler/spotinst';
    const playbook = put(join(collection, 'playbooks/recycle.yml'));
    expect(findRepository(dirname(put('dist/chunks/x.mjs')))).toEqual({
      root,
      collection: join(root, collection),
      playbook,
      checkPlaybook: join(root, collection, 'playbooks/check.yml'),
      restorePlaybook: join(root, collection, 'playbooks/restore.yml'),
    });
  });

  it('reports the missing playbook elsewhere', () => {
    expect(() => findRepository(root)).toThrow(expect.objectContaining({ code: 'playbook-missing', exitCode: 2 }));
  });
});

describe('findAnsiblePlaybook', () => {
  it('prefers the one of the repository', () => {
    const own = put('.venv/bin/ansible-playbook', 0o755);
    put('bin/ansible-playbook', 0o755);
    expect(findAnsiblePlaybook({ root }, join(root, 'bin'))).toBe(own);
  });

  it('falls back to PATH, and skips files that cannot be executed', () => {
    put('first/ansible-playbook', 0o644);
    const found = put('second/ansible-playbook', 0o755);
    expect(findAnsiblePlaybook({ root }, `${join(root, 'first')}:${join(root, 'second')}`)).toBe(found);
  });

  it('gives the command that installs it', () => {
    const error = (hint: string) => expect.objectContaining({ code: 'ansible-missing', exitCode: 2, hint });
    expect(() => findAnsiblePlaybook({ root }, '')).toThrow(error('Install it: pipx install ansible-core'));
    put('tools/setup.mjs');
    expect(() => findAnsiblePlaybook({ root }, '')).toThrow(error(`Install it: cd ${root} && npm run setup`));
  });
});
