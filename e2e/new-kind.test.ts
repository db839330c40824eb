import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './support/executables.ts';
import { copyRepository } from './support/repository-copy.ts';

let copy: string;
const run = (file: string, ...args: string[]) =>
  execa(file, args, { cwd: copy, all: true, reject: false, stdin: 'ignore' });
const bin = (name: string): string => join(copy, 'node_modules/.bin', name);

beforeAll(async () => {
  copy = await copyRepository();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('a new kind is registered, documented, clean, and passes its own tests', async () => {
  const made = await run(node, 'tools/new-kind.mjs', 'sample');
  expect(made.all).toContain('docs/health-checks/index.md, "Adding a kind"');
  expect(made.exitCode).toBe(0);

  const source = 'packages/cluster-health/src';
  const clean = [
    await run(bin('tsc'), '--build', 'packages/cluster-health'),
    await run(bin('oxlint'), '--quiet', `${source}/sample`, `${source}/check`),
    await run(bin('prettier'), '--check', `${source}/sample`, `${source}/check`, 'docs/health-checks', 'README.md'),
    await run(node, '-C', 'source', 'tools/docs.mjs', '--check'),
    await run(node, 'tools/exported-types.mjs'),
  ];
  expect(clean.filter(({ exitCode }) => exitCode !== 0).map(({ all }) => all)).toEqual([]);

  const others = [`${source}/documentation`, `${source}/check/kinds`, 'packages/instance-roller/src/settings'];
  const tested = await run(node, 'tools/test.mjs', `${source}/sample`, ...others);
  expect(tested.all).toMatch(/^PASS .*sample\/rules\/rules\.test\.ts/m);
  expect(tested.all).toMatch(/^PASS .*sample\/read\.test\.ts/m);
  expect(tested.exitCode).toBe(0);

  const again = await run(node, 'tools/new-kind.mjs', 'sample');
  expect(again).toMatchObject({ exitCode: 2, all: expect.stringContaining('already exists') });
}, 300_000);

it.each([[[]], [['Sample']], [['one', 'two']]])('rejects the arguments %j', async (args) => {
  const refused = await run(node, 'tools/new-kind.mjs', ...args);
  expect(refused).toMatchObject({ exitCode: 2, all: expect.stringContaining('Expected one name') });
});
