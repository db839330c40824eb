import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf } from './command-name.ts';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'command-name-'));
  mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
  mkdirSync(join(clone, 'packages/tool/dist'), { recursive: true });
  writeFileSync(join(clone, 'node_modules/.bin/tool'), '');
});
afterAll(() => rmSync(clone, { recursive: true }));

const nameOf = (environment: Record<string, string>, cwd: string): string =>
  commandOf('tool', environment, { from: join(clone, 'packages/tool/dist'), cwd });

describe('commandOf', () => {
  it('is the name where the PATH has it', () =>
    expect(nameOf({ PATH: `/nowhere:${join(clone, 'node_modules/.bin')}` }, '/')).toBe('tool'));

  it('goes through npx inside the clone, also where npx itself has put it in the PATH', () => {
    expect(nameOf({ PATH: '/nowhere' }, clone)).toBe('npx tool');
    const path = `${join(clone, 'node_modules/.bin')}:/nowhere`;
    expect(nameOf({ PATH: path, npm_command: 'exec' }, join(clone, 'packages'))).toBe('npx tool');
  });

  it('is a path elsewhere, for npx would ask a registry there', () =>
    expect(nameOf({ PATH: '' }, '/')).toBe(join(clone, 'node_modules/.bin/tool')));

  it('is the name where nothing is known of it', () =>
    expect(commandOf('no-such-tool', { PATH: '' }, { from: clone, cwd: clone })).toBe('no-such-tool'));
});
