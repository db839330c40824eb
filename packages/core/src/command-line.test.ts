import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const core = join(import.meta.dirname, 'index.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  writeFileSync(
    join(folder, 'cli.mjs'),
    `import { createProgram, EsgError, printJson, runProgram } from ${JSON.stringify(core)};
     const program = createProgram('tool', 'A tool').option('--json', 'JSON');
     program.command('good').action(() => printJson({ fine: true }));
     program.command('held').option('--json').action(() => {
       throw new EsgError('sig-1 is held', { code: 'lease-held', exitCode: 4, hint: 'Wait.',
         findings: [{ code: 'not-active', severity: 'block', subject: 'ssi-1', message: 'is PAUSED', hint: 'Resume it.' }] });
     });
     program.command('bug').action(() => { throw new TypeError('x is undefined'); });
     program.command('much').action(() => { for (let i = 0; i < 1e5; i++) console.log('a line of some length'); });
     await runProgram(program);`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['-C', 'source', join(folder, 'cli.mjs'), ...args], { encoding: 'utf8' });

describe('runProgram', () => {
  it('prints data on stdout and exits 0', () =>
    expect(run('good')).toMatchObject({ stdout: '{\n  "fine": true\n}\n', stderr: '', status: 0 }));

  it('prints an error with its findings and what to do next, and its exit code', () => {
    const { stdout, stderr, status } = run('held');
    expect(stderr).toBe(
      'tool: Error (lease-held): sig-1 is held\n  block not-active: is PAUSED\n    Resume it.\n  Wait.\n',
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 4 });
  });

  it('prints the error as JSON too when asked', () =>
    expect(JSON.parse(run('held', '--json').stdout)).toMatchObject({
      error: { code: 'lease-held', hint: 'Wait.', exitCode: 4 },
    }));

  it('reports a bug as one, without a stack trace', () => {
    const { stderr, status } = run('bug');
    expect(stderr).toContain('internal error: x is undefined');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });

  it.each([[['nonsense']], [['good', '--nonsense']], [['good', 'extra']]])('refuses %j with exit code 2', (args) => {
    const { stderr, status } = run(...args);
    expect(stderr).toContain('--help explains');
    expect(status).toBe(2);
  });

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['good', '--nonsense'], "unknown option '--nonsense'"],
    [['god'], "unknown command 'god' (Did you mean good?)"],
    [[], 'the command is missing'],
  ])('prints what it refuses of %j as JSON too when asked', (args, message) => {
    const { stdout, stderr, status } = run('--json', ...args);
    const hint = 'tool --help explains the options.';
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'usage', message, hint, exitCode: 2 } });
    expect(stderr).not.toBe('');
    expect(status).toBe(2);
  });

  it.each(['--help', '--version'])('prints no error for %s --json', (option) => {
    const { stdout, status } = run(option, '--json');
    expect(stdout).not.toContain('"error"');
    expect(status).toBe(0);
  });

  it('prints help and version on stdout', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(run('--version')).toMatchObject({ status: 0, stdout: '0.0.0-source\n' });
  });

  it('ends quietly when the reader of its output leaves', () => {
    const { stdout, stderr, status } = spawnSync(
      'sh',
      ['-c', '"$0" -C source "$1" much | head -1; ', process.execPath, join(folder, 'cli.mjs')],
      { encoding: 'utf8' },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: 'a line of some length\n', stderr: '', status: 0 });
  });
});
