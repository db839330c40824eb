import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthQuestion } from '../kind/question.ts';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf } from '../test-support/questions.ts';
import { command } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'cluster-health-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (script: string, fields: Partial<HealthQuestion> = {}, timeout = '30s') =>
  askKind(command, { command: [process.execPath, '-e', script], timeout }, questionOf(fields));
const problem = (text: string) => [`command-succeeds: ${process.execPath}: ${text}`];

describe('command', () => {
  it('passes with exit code 0, whatever the output is', async () =>
    expect(await ask('console.log("all bad")')).toMatchObject({ safe: true, role: 'follower', findings: [] }));

  it.each([
    ['the last line', 'console.log("first"); console.log("2 lag\\n"); process.exitCode = 1', '2 lag (exit code 1)'],
    ['the last line on stderr', 'console.error("no route"); process.exitCode = 7', 'no route (exit code 7)'],
    [
      'at most 300 characters',
      'console.log("x".repeat(5000)); process.exitCode = 1',
      `${'x'.repeat(300)} (exit code 1)`,
    ],
    [
      'no control characters',
      'console.log("\\u001b[31mred\\u0007\\u001b[0m"); process.exitCode = 1',
      'red (exit code 1)',
    ],
    ['no JSON', 'console.log("lag\\n{\\"role\\":\\"leader\\"}"); process.exitCode = 1', 'lag (exit code 1)'],
    ['the exit code if there is no output', 'process.exitCode = 3', 'no output (exit code 3)'],
  ])('fails with another exit code and reports %s', async (_, script, text) =>
    expect(await ask(script)).toMatchObject({
      safe: false,
      unsatisfiable: [],
      texts: problem(text),
    }),
  );

  it('reports the signal that killed the program', async () =>
    expect((await ask('process.kill(process.pid, "SIGKILL")')).texts).toEqual(problem('killed by SIGKILL')));

  it('passes the question in environment variables', async () => {
    const seen = join(folder, 'seen');
    const script = `const {ESG_HEALTH_PHASE: p, ESG_HEALTH_NODE: n, ESG_HEALTH_NODES: a, ESG_HEALTH_EXPECT: e} =
      process.env; require('node:fs').writeFileSync(${JSON.stringify(seen)}, [p, n, a, e].join(' '))`;
    await ask(script, { phase: 'after', expect: 4 });
    expect(readFileSync(seen, 'utf8')).toBe('after a a,b,c 4');
  });

  it.each([
    ['{"role":"leader"}', 'leader', ['b', 'c'], []],
    ['{"role":"follower"}', 'follower', [], []],
    ['{"lag":0}', 'follower', [], []],
    ['{"role":"unknown"}', 'unknown', [], ['role-unknown']],
    ['{"role":"Leader"}', 'unknown', [], ['role-unknown']],
    ['{"role":"leader"}\nbye', 'follower', [], []],
  ])('reads the role from a last line %s', async (line, role, yieldTo, codes) => {
    const judgement = await ask(`console.log(${JSON.stringify(line)})`, { due: ['a', 'b', 'c'] });
    expect(judgement).toMatchObject({ role, yieldTo, safe: codes.length === 0 && yieldTo.length === 0 });
    expect(judgement.findings.map(({ code }) => code)).toEqual(codes);
  });

  it('hints at the failed run as a command line to paste', async () => {
    const variables = 'ESG_HEALTH_PHASE=after ESG_HEALTH_NODE=a ESG_HEALTH_NODES=a,b,c ESG_HEALTH_EXPECT=3';
    const hintOf = async (line: string[]) =>
      (await askKind(command, { command: line }, questionOf({ phase: 'after' }))).findings[0]?.hint;
    expect(await hintOf(['false'])).toBe(`Run the program by hand: ${variables} false`);
    const withArguments = await hintOf([process.execPath, '-e', 'process.exitCode = 1 // secret']);
    expect(withArguments).toBe(
      `Run the program by hand with the arguments from the option command: ${variables} ${process.execPath}`,
    );
    expect(withArguments).not.toContain('secret');
  });

  it('reports a program that cannot be started at once', async () => {
    const judgement = await askKind(command, { command: ['/no/such/program', 'secret'] }, questionOf());
    expect(judgement).toMatchObject({ safe: false, unsatisfiable: ['command-succeeds'] });
    expect(judgement.texts).toEqual(['command-succeeds: /no/such/program: cannot be started: ENOENT']);
  });

  it('kills a program at the timeout, with its child processes', async () => {
    const pidFile = join(folder, 'pid');
    const child = `setInterval(() => {}, 1000); require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], {stdio: 'inherit'})`;
    expect((await ask(script, {}, '2s')).texts).toEqual(problem('timed out after 2s'));
    expect(existsSync(pidFile)).toBe(true);
    const isAlive = () => {
      try {
        return process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
      } catch {
        return false;
      }
    };
    while (isAlive()) await sleep(5);
  });

  it('rejects a timeout of more than one minute', () =>
    expect(command.options.safeParse({ command: ['x'], timeout: '2m' }).success).toBe(false));
});
