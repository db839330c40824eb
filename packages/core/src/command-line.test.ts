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
    `import { addExamples, createProgram, EsgError, printJson, runProgram } from ${JSON.stringify(core)};
     const program = createProgram('tool', 'A tool').option('--json', 'JSON');
     program.command('good').action(() => printJson({ fine: true }));
     program.command('held').option('--json').action(() => {
       throw new EsgError('sig-1 is locked', { code: 'lease-held', exitCode: 4, hint: 'Wait.',
         findings: [{ code: 'not-active', severity: 'block', subject: 'ssi-1', message: 'is PAUSED', hint: 'Resume it.' }] });
     });
     program.command('group').command('inner').action(() => {});
     addExamples(program.command('shown').description('it'), [['Show it', 'tool shown'], ['Show it twice', 'tool shown -2']]);
     program.command('bug').action(() => { throw new TypeError('x is undefined'); });
     program.command('much').action(() => { for (let i = 0; i < 1e5; i++) console.log('a line of some length'); });
     await runProgram(program);`,
  );
  writeFileSync(
    join(folder, 'default.mjs'),
    `import { createProgram, runProgram } from ${JSON.stringify(core)};
     const program = createProgram('tool', 'A tool');
     program.command('run', { isDefault: true }).option('--yes').action(() => {});
     program.command('plan').action(() => {});
     await runProgram(program);`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sources are compiled once for all tests. */
const env = () => ({ ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') });

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['-C', 'source', join(folder, 'cli.mjs'), ...args], { encoding: 'utf8', env: env() });

describe('runProgram', () => {
  it('prints data on stdout and exits 0', () =>
    expect(run('good')).toMatchObject({ stdout: '{\n  "fine": true\n}\n', stderr: '', status: 0 }));

  it('prints an error with its findings and hint, and sets the exit code', () => {
    const { stdout, stderr, status } = run('held');
    expect(stderr).toBe(
      'tool: Error (lease-held): sig-1 is locked\n  block not-active: is PAUSED\n    Resume it.\n  Wait.\n  Runbook: docs/runbooks/lease-held.md\n',
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 4 });
  });

  it('prints the error as JSON too with --json', () =>
    expect(JSON.parse(run('held', '--json').stdout)).toMatchObject({
      error: { code: 'lease-held', hint: 'Wait.', exitCode: 4 },
    }));

  it('reports a bug as an internal error, without a stack trace', () => {
    const { stderr, status } = run('bug');
    expect(stderr).toContain('internal error: x is undefined');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });

  const commands = 'Known commands: good, held, group, shown, bug, much. ';
  it.each([
    [['nonsense'], "unknown command 'nonsense'", `${commands}Run "tool --help" for usage.`],
    [['god'], 'unknown command \'god\'. Did you mean "good"?', `${commands}Run "tool --help" for usage.`],
    [['group', 'outer'], "unknown command 'outer'", 'Known commands: inner. Run "tool group --help" for usage.'],
    [['good', 'extra'], "unexpected argument 'extra'", 'Run "tool good --help" for usage.'],
    [['good', '--nonsense'], "unknown option '--nonsense'", 'Run "tool good --help" for usage.'],
    [[], 'the command is missing', 'Run "tool --help" for usage.'],
  ])('refuses %j with exit code 2, in text and in JSON', (args, message, hint) => {
    const { stdout, stderr, status } = run('--json', ...args);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message, hint, exitCode: 2, runbook: 'docs/runbooks/usage.md' },
    });
    expect(stderr.endsWith(`tool: Error (usage): ${message}\n  ${hint}\n  Runbook: docs/runbooks/usage.md\n`)).toBe(
      true,
    );
    expect(status).toBe(2);
  });

  it.each([
    [['status'], "unknown command 'status'", 'Run "tool --help" for usage.'],
    [['--yes', 'status'], "unknown command 'status'", 'Run "tool --help" for usage.'],
    [['run', 'status'], "unexpected argument 'status'", 'Run "tool run --help" for usage.'],
  ])('takes a word for a command unless one is named: %j', (args, message, hint) => {
    const { stderr } = spawnSync(process.execPath, ['-C', 'source', join(folder, 'default.mjs'), ...args], {
      encoding: 'utf8',
      env: env(),
    });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it('prints examples and exit codes at the end of the help', () => {
    const { stdout } = run('shown', '--help');
    expect(stdout).toContain('\nExamples:\n  # Show it\n  tool shown\n\n  # Show it twice\n  tool shown -2\n');
    expect(stdout).toMatch(/\nExit codes:\n {2}0 {4}done.*\n( {2}\d+ +.+\n){6}$/);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
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

  it('exits without an error when the reader closes the pipe', () => {
    const { stdout, stderr, status } = spawnSync(
      'sh',
      ['-c', '"$0" -C source "$1" much | head -1; ', process.execPath, join(folder, 'cli.mjs')],
      { encoding: 'utf8' },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: 'a line of some length\n', stderr: '', status: 0 });
  });
});
