import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The version in package.json is the one that counts: the executables, the npm package and the tags have it.

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** @param {string} root */
const manifests = (root) => [
  'package.json',
  ...readdirSync(join(root, 'packages'))
    .map((name) => join('packages', name, 'package.json'))
    .filter((file) => existsSync(join(root, file))),
];

/** The version in galaxy.yml. */
const galaxyVersion = /^version: *(\S+)$/m;

/** @param {Record<string, string>} dependencies */
const ownDependencies = (dependencies = {}) =>
  Object.keys(dependencies).filter((name) => name.startsWith('@esg-recycler/'));

/**
 * The version of the project, and every place that has a different one.
 *
 * @param {string} root
 */
export function readVersions(root) {
  const { version } = readJson(join(root, 'package.json'));
  const { packages: locked } = readJson(join(root, 'package-lock.json'));
  const places = manifests(root).flatMap((file) => {
    const manifest = readJson(join(root, file));
    const name = file === 'package.json' ? '' : file.replace('/package.json', '');
    return [
      [file, manifest.version],
      [`package-lock.json (${name || 'the root'})`, locked[name]?.version],
      ...ownDependencies(manifest.dependencies).map((dependency) => [
        `${file} (${dependency})`,
        manifest.dependencies[dependency],
      ]),
    ];
  });
  const galaxy = galaxyVersion.exec(readFileSync(join(root, 'ansible/galaxy.yml'), 'utf8'))?.[1];
  const different = [...places, ['ansible/galaxy.yml', galaxy]].filter(([, found]) => found !== version);
  return { version, different: different.map(([place, found]) => `${place}: ${found ?? 'none'}`) };
}

/**
 * Writes the version to every place that has one.
 *
 * @param {string} root
 * @param {string} version
 */
export function writeVersion(root, version) {
  const change = (manifest) => {
    manifest.version = version;
    for (const name of ownDependencies(manifest.dependencies)) manifest.dependencies[name] = version;
  };
  for (const file of manifests(root)) {
    const manifest = readJson(join(root, file));
    change(manifest);
    writeFileSync(join(root, file), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const lock = readJson(join(root, 'package-lock.json'));
  lock.version = version;
  for (const [name, entry] of Object.entries(lock.packages)) {
    if (name === '' || /^packages\/[^/]+$/.test(name)) change(entry);
  }
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  const galaxy = join(root, 'ansible/galaxy.yml');
  writeFileSync(galaxy, readFileSync(galaxy, 'utf8').replace(galaxyVersion, `version: ${version}`));
}

/**
 * The next version by Semantic Versioning. Before 1.0.0 a removal is a minor version.
 *
 * @param {string} current
 * @param {Record<string, string[]>} entries The entries of the changelog by section.
 */
export function nextVersion(current, entries) {
  const [major = 0, minor = 0, patch = 0] = current.split('.').map(Number);
  const has = (...titles) => titles.some((title) => entries[title]);
  if (has('Removed') && major > 0) return `${major + 1}.0.0`;
  if (has('Added', 'Changed', 'Deprecated', 'Removed')) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

/**
 * @param {string} a
 * @param {string} b
 */
export function isNewer(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const first = left.findIndex((part, index) => part !== right[index]);
  return first >= 0 && left[first] > right[first];
}
