import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Judgement } from './judging/judgement.ts';

const cli = ['-C', 'source', join(import.meta.dirname, 'cli.ts')];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-health-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Printed extends Judgement {
  kind: string;
  phase: string;
  node: string;
  changed: boolean;
  error: { code: string; message: string; exitCode: number };
}

async function run(args: string[], input = '', env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...cli, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled'), ...env },
  });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return {
    status: status as number,
    stdout,
    stderr,
    printed: (stdout.startsWith('{') ? JSON.parse(stdout) : {}) as Printed,
  };
}
const program = (script: string) => JSON.stringify({ command: [process.execPath, '-e', script] });
const nodes = ['--node', 'a', '--nodes', 'a,b,c'];
const check = (script: string, ...args: string[]) =>
  run(['command', 'check', ...nodes, '--config', '-', ...args], program(script));

describe('cluster-health check', () => {
  it('exits with 0 and prints the result if it is safe', async () => {
    const { status, printed, stderr } = await check('');
    expect(printed).toEqual({
      kind: 'command',
      phase: 'before',
      node: 'a',
      safe: true,
      serving: true,
      role: 'follower',
      yieldTo: [],
      unsatisfiable: [],
      outage: false,
      findings: [],
    });
    expect(stderr).toBe('health check before the recycle of a: passed, 1 of 1\n');
    expect(status).toBe(0);
  });

  it('exits with 3, prints the result and emits an event if it is not safe', async () => {
    const events = join(folder, 'events');
    const { status, printed, stderr } = await run(
      ['command', 'check', ...nodes, '--phase', 'after', '--config', '-'],
      program('console.log("lag 7"); process.exitCode = 1'),
      { ESG_RECYCLER_EVENTS: events },
    );
    expect(printed).toMatchObject({ phase: 'after', safe: false, findings: [{ code: 'command-succeeds' }] });
    expect(stderr).toMatch(/^health check after the recycle of a: command-succeeds: .*lag 7 \(exit code 1\)\n$/);
    expect(status).toBe(3);
    expect(JSON.parse(readFileSync(events, 'utf8'))).toMatchObject({
      event: 'gate_waiting',
      host: 'a',
      event_data: { phase: 'after', findings: [{ code: 'command-succeeds' }] },
    });
  });

  it('exits with 3 after one check if another node goes first', async () => {
    const { status, printed, stderr } = await check(
      'console.log(\'{"role":"leader"}\')',
      '--due=a,c',
      '--count=3',
      '--interval=1h',
    );
    expect(printed).toMatchObject({ safe: false, role: 'leader', yieldTo: ['c'], findings: [] });
    expect(stderr).toBe('health check before the recycle of a: these nodes go first: c\n');
    expect(status).toBe(3);
  });

  it('waits until --count checks in a row have passed', async () => {
    const seen = join(folder, 'checks');
    const script = `const fs = require('node:fs'); const file = ${JSON.stringify(seen)}; fs.appendFileSync(file, 'x');
      process.exitCode = [1, 3].includes(fs.readFileSync(file).length) ? 1 : 0`;
    const { status } = await check(script, '--count', '2', '--interval', '0', '--timeout', '1m');
    expect(status).toBe(0);
    expect(readFileSync(seen, 'utf8')).toBe('x'.repeat(5));
  });

  it('counts a node that is listed twice once', async () => {
    const { status, printed } = await run(
      ['command', 'check', '--node', 'a', '--nodes', 'a,b,b', '--expect', '3', '--config', '-'],
      program(''),
    );
    expect(printed.findings).toMatchObject([{ code: 'members-listed', message: '2 of 3 expected nodes are listed' }]);
    expect(status).toBe(3);
  });

  it.each<[string, string[], string]>([
    ['a node that is not listed', ['--node', 'd', '--nodes', 'a,b,c'], 'node-unlisted'],
    ['a due node that is not listed', [...nodes, '--due', 'a,d'], 'node-unlisted'],
    ['a rule that cannot be overridden', [...nodes, '--override', 'command-succeeds=x'], 'override-invalid'],
    ['an invalid duration', [...nodes, '--interval', 'soon'], 'duration-invalid'],
    ['missing options', nodes, 'options-invalid'],
  ])('exits with 2 and prints the error for %s', async (_, args, code) => {
    const given = code === 'options-invalid' ? '{}' : program('');
    const { status, printed, stderr } = await run(['command', 'check', ...args, '--config', '-'], given);
    expect(printed).toMatchObject({ error: { code, exitCode: 2 } });
    expect(stderr).toContain(printed.error.message);
    expect(status).toBe(2);
  });

  it.each([
    [['tcp', 'check'], "required option '--node <host>' not specified"],
    [['tcp', 'check', '--node', 'a', '--expect', '0'], "'--expect <n>' argument '0' is invalid. It must be an integer"],
    [
      ['tcp', 'check', '--node', 'a', '--count', '1.5'],
      "'--count <n>' argument '1.5' is invalid. It must be an integer",
    ],
    [['tcp', 'check', '--node', 'a', '--phase', 'during'], 'Allowed choices are before, after'],
    [['tcp', 'check', '--node', 'a', '--config'], "'--config <file>' argument missing"],
    [['tcp', 'check', '--node', 'a', '--exect', '1'], "unknown option '--exect' (Did you mean --expect?)"],
    [['tcp', 'heal'], "unknown command 'heal'"],
    [['tcp'], 'the command is missing'],
    [['mysql', 'check', '--node', 'a', '--json'], "unknown command 'mysql'"],
    [['mysql'], "unknown command 'mysql'"],
    [['--nodes', 'a'], "unknown option '--nodes'"],
    [[], 'the command is missing'],
  ])('exits with 2 and prints the reason for %j', async (args, why) => {
    const { status, stderr, printed } = await run(args);
    expect(printed.error).toMatchObject({ code: 'usage', message: expect.stringContaining(why), exitCode: 2 });
    expect(status).toBe(2);
    expect(stderr).not.toContain('--json');
    expect(stderr).not.toContain('    at ');
  });

  it('accepts several overrides', async () => {
    const config = join(folder, 'zookeeper.yml');
    writeFileSync(config, 'port: 1\ntimeout: 2s');
    const args = ['--override', 'quorum-remains=one server, nightly', '--override', 'ensemble-size=mixed'];
    const { status, printed } = await run(['zookeeper', 'check', '--node', '127.0.3.9', '--config', config, ...args]);
    expect(printed.findings).toContainEqual(
      expect.objectContaining({
        code: 'quorum-remains',
        severity: 'warn',
        message: expect.stringContaining('(overridden: one server, nightly)'),
      }),
    );
    expect(printed.unsatisfiable).toEqual([]);
    expect(status).toBe(0);
  });
});

it('cluster-health check is not safe if no other node was checked', async () => {
  const { status, printed } = await run(['tcp', 'check', '--node', '127.0.3.9', '--config', '-'], 'ports: [1]');
  expect(printed).toMatchObject({ safe: false, unsatisfiable: ['others-remain'] });
  expect(status).toBe(3);
});

describe('cluster-health --help', () => {
  const help = (...args: string[]) => run([...args, '--help']);

  it.each([[[]], [['tcp']], [['tcp', 'check']]])('shows an example and the exit codes for %j', async (args) => {
    const { status, stdout } = await help(...args);
    expect(stdout).toMatch(
      /\nExamples:\n {2}# Check .+\n {2}(npx --no-install )?cluster-health \w+ check --config .+\n {4}--node 10\./,
    );
    expect(stdout).toMatch(/\nExit codes:\n( {2}[0-3] {4}.+\n){4}$/);
    expect(status).toBe(0);
  });

  it('marks required options and shows --phase only where it matters', async () => {
    const { stdout } = await help('opensearch', 'check');
    expect(stdout).toMatch(/--node <host> .*\(required\)/);
    expect(stdout).toContain('--phase <phase>');
    expect((await help('opensearch', 'restore')).stdout).not.toContain('--phase');
  });

  it.each(['prepare', 'restore'])('reports for which kinds %s does nothing', async (step) => {
    expect((await help('tcp', step)).stdout).toContain('does nothing for tcp');
    expect((await help('opensearch', step)).stdout).not.toContain('does nothing');
  });
});

it.each(['prepare', 'restore'])('cluster-health %s changes nothing for a kind that needs no change', async (step) => {
  const { status, printed } = await run(
    ['command', step, '--node', 'a', '--phase', 'after', '--config', '-'],
    program('process.exit(1)'),
  );
  expect(printed).toEqual({ kind: 'command', changed: false, message: `command has nothing to ${step}` });
  expect(status).toBe(0);
});
