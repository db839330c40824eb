// Rolls real clusters from version to version: `npm run e2e -- KIND …`, all kinds with a folder in e2e/clusters by default.
// The output of the last run of a kind is kept in .cache/e2e/KIND.md, with the date and the commit.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = dirname(import.meta.dirname);

/** @type {string[]} */
const known = readdirSync(join(root, 'e2e/clusters')).filter((name) =>
  existsSync(join(root, 'e2e/clusters', name, 'node.mjs')),
);
const kinds = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = kinds.filter((kind) => !known.includes(kind));
if (unknown.length > 0) {
  console.error(`Usage: npm run e2e -- [${known.join('|')}] …; there is no ${unknown.join(', ')}`);
  process.exit(2);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
const textOf = (command, ...args) => spawnSync(command, args, { cwd: root, encoding: 'utf8' }).stdout.trim();

/** @param {string} kind */
function roll(kind) {
  const args = [join(import.meta.dirname, 'test.mjs'), '--runInBand', '--verbose'];
  const files = ['--testMatch', `**/e2e/clusters/${kind}/**/*.{test,e2e}.ts`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...files], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  process.stdout.write(stdout + stderr);
  const output = (stderr + stdout)
    .replaceAll(root, '.')
    .replaceAll(/^(?:Time|Ran all).*\n/gm, '')
    .trim();
  const commit = textOf('git', 'describe', '--always', '--dirty');
  const report = join(root, '.cache/e2e', `${kind}.md`);
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(
    report,
    `# Rolling ${kind}\n\n\`npm run e2e -- ${kind}\`, ${new Date().toISOString().slice(0, 10)}, commit ${commit}:\n\n\`\`\`text\n${output}\n\`\`\`\n`,
  );
  console.error(`e2e: the output is in ${relative(process.cwd(), report)}`);
  return status === 0;
}

const brought = spawnSync(process.execPath, [join(import.meta.dirname, 'cluster-jars.mjs'), ...kinds], {
  stdio: 'inherit',
});
if (brought.status !== 0) process.exit(1);
const failed = kinds.filter((kind) => !roll(kind));
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
