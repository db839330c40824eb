// Begins a kind of cluster: `node tools/new-kind.mjs NAME` writes packages/cluster-health/src/NAME from kind-template/, and
// puts its name wherever kinds are listed. What it writes works, is clean and has tests; docs/gates.md says what comes next.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const template = join(import.meta.dirname, 'kind-template');

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`new-kind: ${message}`);
  process.exit(2);
}

const [name = '', ...more] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*$/.test(name) || more.length > 0) {
  fail('give one name in small letters and digits: node tools/new-kind.mjs consul');
}
const folder = join(root, 'packages/cluster-health/src', name);
if (existsSync(folder)) fail(`${folder} is there already`);

const page = readFileSync(join(root, 'docs/gates.md'), 'utf8');
const taken = new Set([...page.matchAll(/^\| ([A-Z])\d+ /gm)].map(([, letter]) => letter));
/** The rules of a kind are numbered after a letter: its own first one that is free. */
const letter = Array.from(`${name.toUpperCase()}ABCDEFGHIJKLMNOPQRSTUVWXYZ`).find(
  (each) => /[A-Z]/.test(each) && !taken.has(each),
);
if (!letter) fail('no letter is left for its rules');

/** @param {string} file */
const filled = (file) =>
  readFileSync(join(template, file), 'utf8')
    .replaceAll('__name__', name)
    .replaceAll('__Name__', name[0].toUpperCase() + name.slice(1))
    .replaceAll('__L__', letter);

/** Where kinds are listed: each has the new one before `http`, which is for whatever has no kind of its own. */
const lists = [
  [
    'packages/cluster-health/src/check/kinds.ts',
    '  http: async',
    `  ${name}: async () => (await import('../${name}/index.ts')).${name},\n`,
  ],
  ['ansible/plugins/action/cluster_health.py', "'http', 'tcp'", `'${name}', `],
  ['ansible/plugins/modules/cluster_health.py', 'http, tcp, command]', `${name}, `],
  ['ansible/plugins/modules/cluster_health.py', 'or V(http)', `V(${name}), `],
  ['ansible/roles/esg_recycle/README.md', 'or `http`', `\`${name}\`, `],
  ['ansible/roles/esg_recycle/meta/argument_specs.yml', 'C(http), C(tcp)', `C(${name}), `],
  ['README.md', 'http, tcp, command\n', `${name}, `],
  ['docs/gates.md', 'http, tcp, command', `${name}, `],
  ['docs/gates.md', '## HTTP\n', filled('gates.md.txt')],
];

/** @type {Map<string, string>} */
const changed = new Map();
for (const [file, anchor, insertion] of lists) {
  const text = changed.get(file) ?? readFileSync(join(root, file), 'utf8');
  if (!text.includes(anchor)) fail(`${file} has no "${anchor.trim()}" any more; nothing was written`);
  changed.set(
    file,
    text.replace(anchor, () => insertion + anchor),
  );
}
for (const file of globSync('**/*.ts.txt', { cwd: template })) {
  changed.set(join('packages/cluster-health/src', name, file.replace(/\.txt$/, '')), filled(file));
}
for (const [file, text] of changed) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
const { status } = spawnSync('prettier', ['--write', '--log-level=warn', ...changed.keys()], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` },
});
console.log(`${name} is in packages/cluster-health/src/${name}, its rules are ${letter}1, ${letter}2 …
  Try it: node_modules/.bin/node tools/test.mjs packages/cluster-health/src/${name}
  Next: docs/gates.md, "Adding a kind"`);
process.exitCode = status ?? 1;
