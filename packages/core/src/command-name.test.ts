import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf, rememberConfig } from './command-name.ts';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'command-name-'));
  mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
  mkdirSync(join(clone, 'packages/tool/dist'), { recursive: true });
  writeFileSync(join(clone, 'node_modules/.bin/tool'), '');
});
afterAll(() => rmSync(clone, { recursive: true }));

const nameOf = (environment: Record<string, string>, cwd: string): string =>
  commandOf('tool', '', environment, { from: join(clone, 'packages/tool/dist'), cwd });

describe('commandOf', () => {
  it('is the name when the PATH has it', () =>
    expect(nameOf({ PATH: `/nowhere:${join(clone, 'node_modules/.bin')}` }, '/')).toBe('tool'));

  it('uses npx inside the folder, also when npx itself has set the PATH', () => {
    expect(nameOf({ PATH: '/nowhere' }, clone)).toBe('npx --no-install tool');
    const path = `${join(clone, 'node_modules/.bin')}:/nowhere`;
    expect(nameOf({ PATH: path, npm_command: 'exec' }, join(clone, 'packages'))).toBe('npx --no-install tool');
  });

  it('is a path inside the folder too, when the command is for any folder', () =>
    expect(
      commandOf('tool', '', { PATH: '' }, { from: join(clone, 'packages'), cwd: clone, isForAnyFolder: true }),
    ).toBe(join(clone, 'node_modules/.bin/tool')));

  it('is a path elsewhere, because npx finds only what is installed there', () =>
    expect(nameOf({ PATH: '' }, '/')).toBe(join(clone, 'node_modules/.bin/tool')));

  it('is beside the running executable in a global installation outside the PATH', () => {
    mkdirSync(join(clone, 'prefix/bin'), { recursive: true });
    const [started, other] = ['started', 'other'].map((name) => join(clone, 'prefix/bin', name));
    writeFileSync(other!, '');
    expect(commandOf('other', 'plan', { PATH: '' }, { from: '/', started, cwd: '/' })).toBe(`${other} plan`);
  });

  it('is the name when the executable is not installed', () =>
    expect(commandOf('no-such-tool', '', { PATH: '' }, { from: clone, cwd: clone })).toBe('no-such-tool'));
});

describe('the config file of a command', () => {
  const command = (environment: Record<string, string> = {}, words = 'resume --esg sig-1 --id ssi-1'): string =>
    commandOf('no-such-tool', words, { PATH: '', ...environment }, { from: clone, cwd: '/here' });
  afterEach(() => rememberConfig(undefined));

  it('is left out when the user has named none', () =>
    expect(command()).toBe('no-such-tool resume --esg sig-1 --id ssi-1'));

  it('is the one from --config, before the other options', () => {
    rememberConfig('/c/a.yml');
    expect(command({ ESG_CONFIG: 'b.yml' })).toBe('no-such-tool resume --config /c/a.yml --esg sig-1 --id ssi-1');
    expect(command({}, '--table')).toBe('no-such-tool --config /c/a.yml --table');
    expect(command({}, 'rollback r1')).toBe('no-such-tool rollback r1 --config /c/a.yml');
    expect(command({}, '')).toBe('no-such-tool');
  });

  it('is the absolute path from the environment without --config', () =>
    expect(command({ ESG_CONFIG: 'b.yml' })).toContain(' --config /here/b.yml --esg'));

  it('is quoted when a shell would split it', () => {
    rememberConfig("/c/it's $HOME.yml");
    expect(command()).toContain(` --config '/c/it'\\''s $HOME.yml' --esg`);
  });
});
