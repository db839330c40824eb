// Creates a kind of health check: `node tools/new-kind.mjs NAME` writes packages/cluster-health/src/NAME from kind-template/,
// adds the name to every list of kinds, and creates its page. The result works and has tests. What to do next is in
// docs/health-checks/index.md.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const template = join(import.meta.dirname, 'kind-template');
const source = 'packages/cluster-health/src';

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
  fail('Expected one name of lowercase letters and digits, such as: node tools/new-kind.mjs consul');
}
const folder = join(root, source, name);
if (existsSync(folder)) fail(`${folder} already exists. Nothing was changed.`);

const ruleFiles = globSync(`${source}/**/*.ts`, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
const taken = new Set(ruleFiles.flatMap((text) => [...text.matchAll(/'([A-Z])\d+'/g)].map(([, letter]) => letter)));
/** The letter of the rule ids: the first free letter of the name, or of the alphabet. */
const letter = Array.from(`${name.toUpperCase()}ABCDEFGHIJKLMNOPQRSTUVWXYZ`).find(
  (each) => /[A-Z]/.test(each) && !taken.has(each),
);
if (!letter) fail('No letter is free for the ids of its rules. Nothing was changed.');

/** @param {string} file */
const filled = (file) =>
  readFileSync(join(template, file), 'utf8')
    .replaceAll('__name__', name)
    .replaceAll('__Name__', name[0].toUpperCase() + name.slice(1))
    .replaceAll('__L__', letter);

/** The lists of kinds. The new kind goes before `http`, because the last three are for services without a kind. */
const lists = [
  [
    `${source}/check/kinds.ts`,
    '  http: async',
    `  ${name}: async () => (await import('../${name}/index.ts')).${name},\n`,
  ],
  ['ansible/plugins/action/cluster_health.py', "'http', 'tcp'", `'${name}', `],
  ['ansible/plugins/modules/cluster_health.py', 'http, tcp, command]', `${name}, `],
  ['ansible/plugins/modules/cluster_health.py', 'or V(http)', `V(${name}), `],
  ['ansible/roles/esg_recycle/README.md', 'or `http`', `\`${name}\`, `],
  ['ansible/roles/esg_recycle/meta/argument_specs.yml', 'C(http), C(tcp)', `C(${name}), `],
  ['README.md', 'http, tcp, command\n', `${name}, `],
  [
    'docs/health-checks/index.md',
    '| `http`, `tcp`, `command` |',
    `| \`${name}\` | TODO: name and versions | [${name}](${name}.md) |\n`,
  ],
];

/** @type {Map<string, string>} */
const changed = new Map();
for (const [file, anchor, insertion] of lists) {
  const text = changed.get(file) ?? readFileSync(join(root, file), 'utf8');
  if (!text.includes(anchor)) fail(`${file} does not contain "${anchor.trim()}". Nothing was changed.`);
  changed.set(
    file,
    text.replace(anchor, () => insertion + anchor),
  );
}
for (const file of globSync('**/*.ts.txt', { cwd: template })) {
  changed.set(join(source, name, file.replace(/\.txt$/, '')), filled(file));
}
changed.set(`docs/health-checks/${name}.md`, filled('page.md.txt'));
for (const [file, text] of changed) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  const env = { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` };
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
run('prettier', '--write', '--log-level=warn', ...changed.keys());
run('node', '-C', 'source', 'tools/docs.mjs');
console.log(`Created ${source}/${name} with the rules ${letter}1 and ${letter}2, and docs/health-checks/${name}.md.
  Test: node_modules/.bin/node tools/test.mjs ${source}/${name}
  Next: docs/health-checks/index.md, "Adding a kind"`);
