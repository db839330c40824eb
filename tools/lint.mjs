// Every static check in one command, all of them even when one fails, two at a time.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';

/** @type {[name: string, command: string, args: string[]][]} */
const checks = [
  ['types', 'tsc', ['--build']],
  ['lint', 'oxlint', ['--quiet']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  [
    'boundaries',
    'depcruise',
    ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'packages', 'e2e', 'bench'],
  ],
  ['unused', 'knip', ['--no-progress']],
  ['type names', 'node', ['tools/exported-types.mjs']],
  ['generated docs', 'node', ['-C', 'source', 'tools/docs.mjs', '--check']],
  ['diagrams', 'node', ['tools/diagrams.mjs', '--check']],
  ['runbooks', 'node', ['tools/runbooks.mjs']],
  ['tables', 'node', ['tools/tables.mjs']],
  ['links', 'remark', ['--frail', '--quiet', '--no-stdout', '.']],
  ['words', 'cspell', ['lint', '--no-progress', '--no-summary', '--dot', '**']],
  ['file names', 'sh', ['-c', 'git ls-files | cspell lint --no-progress --no-summary stdin']],
  ['phrases', 'textlint', ['--format=unix', '**/*.{md,rst,ts,mjs,cjs,js,py,yml,yaml,json,sh}']],
];

const root = dirname(import.meta.dirname);

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
const passes = (name, command, args) =>
  new Promise((resolve) => {
    const env = { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` };
    const child = execFile(command, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      console.log(`${error ? 'FAILED' : 'ok    '} ${name}`);
      if (error) console.log(stdout + stderr || error.message);
      resolve(!error);
    });
    child.stdin?.end();
  });

const left = [...checks];
let failures = 0;
async function work() {
  for (let check = left.shift(); check; check = left.shift()) if (!(await passes(...check))) failures += 1;
}
await Promise.all([work(), work()]);
process.exitCode = failures > 0 ? 1 : 0;
