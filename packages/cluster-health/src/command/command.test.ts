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
  it('is well with exit code 0, whatever is said', async () =>
    expect(await ask('console.log("all bad")')).toMatchObject({ safe: true, role: 'follower', findings: [] }));

  it.each([
    [
      'the last line',
      'console.log("first"); console.log("2 lag\\n"); process.exitCode = 1',
      '2 lag (ended with exit code 1)',
    ],
    ['the last line on stderr', 'console.error("no route"); process.exitCode = 7', 'no route (ended with exit code 7)'],
    [
      'no more than a line',
      'console.log("x".repeat(5000)); process.exitCode = 1',
      `${'x'.repeat(300)} (ended with exit code 1)`,
    ],
    [
      'no control characters',
      'console.log("\\u001b[31mred\\u0007\\u001b[0m"); process.exitCode = 1',
      'red (ended with exit code 1)',
    ],
    ['no JSON', 'console.log("lag\\n{\\"role\\":\\"leader\\"}"); process.exitCode = 1', 'lag (ended with exit code 1)'],
    ['nothing, where nothing is said', 'process.exitCode = 3', 'it ended with exit code 3'],
  ])('else it is not, and tells %s', async (_, script, text) =>
    expect(await ask(script)).toMatchObject({
      safe: false,
      unsatisfiable: [],
      texts: problem(text),
    }),
  );

  it('tells the signal that ended it', async () =>
    expect((await ask('process.kill(process.pid, "SIGKILL")')).texts).toEqual(problem('it was ended by SIGKILL')));

  it('tells the program what is asked', async () => {
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

  it('hints at the very run that failed, to be pasted', async () => {
    const variables = 'ESG_HEALTH_PHASE=after ESG_HEALTH_NODE=a ESG_HEALTH_NODES=a,b,c ESG_HEALTH_EXPECT=3';
    const hintOf = async (line: string[]) =>
      (await askKind(command, { command: line }, questionOf({ phase: 'after' }))).findings[0]?.hint;
    expect(await hintOf(['false'])).toBe(`Run the check by hand: ${variables} false`);
    const withArguments = await hintOf([process.execPath, '-e', 'process.exitCode = 1 // secret']);
    expect(withArguments).toContain(`${variables} ${process.execPath} (add the arguments of its option command)`);
    expect(withArguments).not.toContain('secret');
  });

  it('says at once that a program cannot be started', async () => {
    const judgement = await askKind(command, { command: ['/no/such/program', 'secret'] }, questionOf());
    expect(judgement).toMatchObject({ safe: false, unsatisfiable: ['command-succeeds'] });
    expect(judgement.texts).toEqual(['command-succeeds: /no/such/program: it cannot be run: ENOENT']);
  });

  it('kills what does not end, with all that it started', async () => {
    const pidFile = join(folder, 'pid');
    const child = `setInterval(() => {}, 1000); require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], {stdio: 'inherit'})`;
    expect((await ask(script, {}, '2s')).texts).toEqual(problem('it did not end within 2000 ms'));
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

  it('takes no more time than a look may', () =>
    expect(command.options.safeParse({ command: ['x'], timeout: '2m' }).success).toBe(false));
});
