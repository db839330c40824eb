// Brings the clusters that the end-to-end tests roll, with Maven, each version into `.cache/clusters/KIND-VERSION`.
//   node tools/cluster-jars.mjs               all of them
//   node tools/cluster-jars.mjs kafka …       only these kinds
// Says nothing when there is nothing to do. What a killed run has left behind is no obstacle to the next.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

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

/**
 * A folder gets its name when it is whole, and holds the pom that it was made from: another pom makes it anew.
 *
 * @param {string} folder
 * @param {string} pom
 */
const isWhole = (folder, pom) =>
  existsSync(join(folder, 'pom.xml')) && readFileSync(join(folder, 'pom.xml')).equals(readFileSync(pom));

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What is being made has a name that ends with the id of the process that makes it. */
function removeLeftovers() {
  for (const name of readdirSync(store)) {
    const [, pid] = /^\..*\.(\d+)$/.exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) rmSync(join(store, name), { recursive: true, force: true });
  }
}

/** Kafka 4 wants Java 17, the newest of those that this project's versions want. */
function requireJava() {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  const hint = 'Install both: npm run setup:system';
  if (major < 17) fail(`Java ${major === 0 ? 'is missing' : `${major} is too old`}: 17 or newer is needed`, hint);
  if (spawnSync('mvn', ['--version']).status !== 0) fail('Maven is missing, or does not run', hint);
}

/**
 * @param {string} kind
 * @param {string} version
 * @param {string} pom
 */
function bring(kind, version, pom) {
  const name = `${kind}-${version}`;
  const folder = join(store, name);
  const aside = join(store, `.${name}.${process.pid}`);
  const options = [
    '--batch-mode',
    '--no-transfer-progress',
    `-Dcluster.version=${version}`,
    `-Dcluster.folder=${aside}`,
  ];
  const { status, stdout, stderr } = spawnSync('mvn', ['--file', pom, ...options, 'package'], { encoding: 'utf8' });
  if (status !== 0) {
    rmSync(aside, { recursive: true, force: true });
    fail(
      `Maven cannot bring ${name}:\n${stdout}${stderr}`,
      'What it has is kept: run this again once the cause is gone.',
    );
  }
  cpSync(pom, join(aside, 'pom.xml'));
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

const kinds = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(versions);
const unknown = kinds.filter((kind) => !Object.hasOwn(versions, kind));
if (unknown.length > 0)
  fail(`no cluster is called ${unknown.join(', ')}`, `There are: ${Object.keys(versions).join(', ')}`);

mkdirSync(store, { recursive: true });
removeLeftovers();
const missing = kinds
  .flatMap((kind) => versions[kind].map((version) => ({ kind, version, pom: join(poms, `${kind}.xml`) })))
  .filter(({ kind, version, pom }) => !isWhole(join(store, `${kind}-${version}`), pom));
if (missing.length > 0) requireJava();
for (const { kind, version, pom } of missing) {
  console.error(`cluster-jars: bringing ${kind} ${version}`);
  bring(kind, version, pom);
}
