import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './support/executables.ts';
import { copyRepository } from './support/repository-copy.ts';

let copy: string;
const run = (file: string, ...args: string[]) =>
  execa(file, args, { cwd: copy, all: true, reject: false, stdin: 'ignore' });
const replace = (file: string, from: string, to: string): void => {
  const text = readFileSync(join(copy, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(copy, file), text.replace(from, to));
};

beforeAll(async () => {
  copy = await copyRepository();
  await run('git', 'init', '--quiet');
  await run('git', 'add', '--all');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('the check of the collection fails for a broken docs fragment', async () => {
  replace('ansible/plugins/inventory/spotinst_esg.py', 'spotinst.spot_account', 'spotinst.no_such_fragment');
  const checked = await run(node, 'tools/check-ansible.mjs', '--quick', 'ansible-doc');
  expect(checked.all).toMatch(/^FAILED ansible-doc/m);
  expect(checked.all).toContain('no_such_fragment');
  expect(checked.all).toContain('Details: .cache/check/logs/ansible-doc.log');
  expect(checked.exitCode).toBe(1);
});

it('the check of the collection fails for a file that ansible-test rejects', async () => {
  writeFileSync(join(copy, 'ansible/plugins/filter/seconds.py'), 'assert True\n');
  const checked = await run(node, 'tools/check-ansible.mjs', '--quick', 'sanity');
  expect(checked.all).toMatch(/^FAILED sanity/m);
  expect(checked.all).toContain('plugins/filter/seconds.py:1:1: raise AssertionError');
  expect(checked.exitCode).toBe(1);
});

it('the check for dependencies fails for one that is not declared', async () => {
  appendFileSync(join(copy, 'packages/core/src/index.ts'), "export { default as keyv } from 'keyv';\n");
  const checked = await run(join(copy, 'node_modules/.bin/knip'), '--no-progress');
  expect(checked.all).toMatch(/Unlisted dependencies[^]*keyv +packages\/core\/src\/index\.ts/);
  expect(checked.exitCode).toBe(1);
});
