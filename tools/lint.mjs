// Every static check in one command, all of them even when one fails.
import { spawnSync } from 'node:child_process';
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
 */
function passes(name, command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` },
  });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) console.log(stdout + stderr);
  return status === 0;
}

const failed = checks.filter((check) => !passes(...check));
process.exitCode = failed.length > 0 ? 1 : 0;
