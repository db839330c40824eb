// Runs the checks of the Ansible ecosystem on the collection: `npm run check:ansible [-- NAME…]`.
//   NAME      ansible-doc, ansible-lint, antsibull-docs, galaxy-importer, sanity (default: all)
//   --quick   only what .venv can run, in seconds: ansible-doc, and the sanity tests that need no packages
import { dirname, join } from 'node:path';
import { checkAnsibleDoc } from './checks/ansible-doc.mjs';
import { checkSanity } from './checks/ansible-sanity.mjs';
import { copyCollection } from './checks/collection-tree.mjs';
import { runCommand } from './checks/command.mjs';
import { checkGalaxyImport } from './checks/galaxy-importer.mjs';
import { linkPythons, makeTools } from './checks/python-tools.mjs';
import { runChecks } from './checks/run-checks.mjs';

const root = dirname(import.meta.dirname);
const lintConfig = join(root, 'tools/checks/ansible-lint.yml');
/** The sanity tests that ansible-test runs without installing anything. */
const quickTests = [
  'action-plugin-docs',
  'compile',
  'empty-init',
  'ignores',
  'line-endings',
  'no-assert',
  'no-get-exception',
  'no-illegal-filenames',
  'no-smart-quotes',
  'replace-urlopen',
  'shebang',
  'symlinks',
  'use-argspec-type-path',
  'use-compat-six',
];

/** @returns {import('./checks/run-checks.mjs').Result} */
function lint(bin, { path, folder }) {
  // antsibull-changelog indents its file in its own way.
  const args = ['--offline', '--profile', 'production', '--config-file', lintConfig, '--exclude', 'changelogs/'];
  const { succeeded, output } = runCommand(join(bin, 'ansible-lint'), args, {
    cwd: folder,
    env: { ANSIBLE_COLLECTIONS_PATH: path, PATH: `${bin}:${process.env['PATH']}` },
  });
  // Without any file it passes too.
  const files = Number(/ in (\d+) files processed/.exec(output)?.[1] ?? 0);
  return { passed: succeeded && files > 0, summary: `profile production, ${files} files`, output };
}

/** @returns {import('./checks/run-checks.mjs').Result} */
function lintDocs(bin, { folder }) {
  const { succeeded, output } = runCommand(
    join(bin, 'antsibull-docs'),
    ['lint-collection-docs', '--plugin-docs', '--disallow-unknown-collection-refs', '.'],
    { cwd: folder, env: { PATH: `${bin}:${process.env['PATH']}` } },
  );
  const problems = output.match(/^\S+:\d+:\d+: .*$/gm) ?? [];
  return { passed: succeeded, summary: `${problems.length} problems`, output };
}

/** @returns {{name: string, run: () => import('./checks/run-checks.mjs').Result}[]} */
function quickChecks(collection) {
  const bin = join(root, '.venv/bin');
  const environment = { bin, home: join(root, '.cache/check/home'), pythons: bin };
  return [
    { name: 'ansible-doc', run: () => checkAnsibleDoc(bin, collection) },
    { name: 'sanity', run: () => checkSanity(environment, collection, quickTests) },
  ];
}

/** @returns {{name: string, run: () => import('./checks/run-checks.mjs').Result}[]} */
function allChecks(collection) {
  const bin = makeTools(root);
  const environment = { bin, home: join(root, '.cache/check/home'), pythons: linkPythons(root) };
  return [
    { name: 'ansible-doc', run: () => checkAnsibleDoc(bin, collection) },
    { name: 'ansible-lint', run: () => lint(bin, collection) },
    { name: 'antsibull-docs', run: () => lintDocs(bin, collection) },
    { name: 'galaxy-importer', run: () => checkGalaxyImport(bin, root) },
    { name: 'sanity', run: () => checkSanity(environment, collection) },
  ];
}

try {
  const names = process.argv.slice(2).filter((argument) => argument !== '--quick');
  const collection = copyCollection(root);
  const checks = process.argv.includes('--quick') ? quickChecks(collection) : allChecks(collection);
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    throw new Error(`No check is named ${unknown.join(', ')}\n  Checks: ${checks.map(({ name }) => name).join(', ')}`);
  }
  const chosen = names.length > 0 ? checks.filter(({ name }) => names.includes(name)) : checks;
  process.exitCode = runChecks(chosen, root) ? 0 : 1;
} catch (error) {
  console.error(`check:ansible: ${error.message}`);
  process.exitCode = 2;
}
