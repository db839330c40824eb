import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNodeAtLeast, oldestNode } from './node-version.ts';

it.each([
  ['22.16.0', true],
  ['22.15.9', false],
  ['22.9.0', false],
  ['20.20.2', false],
  ['24.0.0', true],
  ['100.1.0', true],
])('Node %s is new enough for 22.16: %j', (version, isNewEnough) => {
  expect(isNodeAtLeast(version, '22.16')).toBe(isNewEnough);
});

it('every executable of a package checks for the same version', () => {
  const packages = join(import.meta.dirname, '../..');
  const stubs = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^[\w-]+\/bin\/[\w-]+\.js$/.test(path),
  );
  expect(stubs.length).toBeGreaterThan(0);
  const [major, minor] = oldestNode.split('.');
  for (const stub of stubs) {
    const text = readFileSync(join(packages, stub), 'utf8');
    expect(text).toContain(`major < ${major} || (major === ${major} && minor < ${minor})`);
    expect(text).toContain(`Node ${oldestNode} or newer is required`);
  }
});
