// Releases everything with one command: `npm run release [-- [VERSION] [--dry-run]]`.
//   VERSION     the new version (default: the next one, by the sections of "Unreleased" in CHANGELOG.md)
//   --dry-run   builds everything into dist/release, and changes no file, commit, or tag
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './checks/command.mjs';
import { buildArtifacts } from './release/artifacts.mjs';
import { collectionFragment, releaseChangelog, unreleasedEntries } from './release/changelog.mjs';
import { makeScratchTree, removeScratchTree } from './release/scratch-tree.mjs';
import { isNewer, nextVersion, readVersions, writeVersion } from './release/versions.mjs';

const root = dirname(import.meta.dirname);
const folder = join(root, 'dist/release');
const isDryRun = process.argv.includes('--dry-run');
const [named, ...more] = process.argv.slice(2).filter((argument) => argument !== '--dry-run');

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function git(cwd, ...args) {
  const { succeeded, stdout, output } = runCommand('git', args, { cwd });
  if (!succeeded) throw new Error(`git ${args.join(' ')} failed\n${output}`);
  return stdout.trimEnd();
}

/** The new version and the entries of the changelog. Throws if something prevents a release. */
function prepare() {
  const changes = git(root, 'status', '--porcelain');
  if (changes)
    throw new Error(`The working tree has changes that are not committed:\n${changes}\n  Commit or stash them.`);
  const { version: current, different } = readVersions(root);
  if (different.length > 0) {
    throw new Error(
      `Versions differ from ${current} in package.json:\n${different.join('\n')}\n  Set them to ${current}.`,
    );
  }
  const entries = unreleasedEntries(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
  if (Object.keys(entries).length === 0) {
    throw new Error(
      'CHANGELOG.md lists no change below "Unreleased"\n  Add an entry for each change that users notice.',
    );
  }
  const version = named ?? nextVersion(current, entries);
  if (!/^\d+\.\d+\.\d+$/.test(version) || !isNewer(version, current)) {
    throw new Error(
      `${version} is not a version after ${current}\n  The next one is ${nextVersion(current, entries)}.`,
    );
  }
  if (git(root, 'tag', '--list', `v${version}`)) {
    throw new Error(`The tag v${version} exists\n  Name another version: npm run release -- VERSION`);
  }
  return { version, entries };
}

/** Writes the version and the changelogs into the tree. Returns the release notes. */
function writeRelease(tree, { version, entries }) {
  writeVersion(tree, version);
  const date = new Date().toISOString().slice(0, 10);
  const file = join(tree, 'CHANGELOG.md');
  const { changelog, notes } = releaseChangelog(readFileSync(file, 'utf8'), version, date);
  writeFileSync(file, changelog);

  const fragments = join(tree, 'ansible/changelogs/fragments');
  mkdirSync(fragments, { recursive: true });
  writeFileSync(join(fragments, `${version}.yml`), JSON.stringify(collectionFragment(entries)));
  const bin = join(root, '.venv/bin');
  const made = runCommand(join(bin, 'antsibull-changelog'), ['release', '--date', date], {
    cwd: join(tree, 'ansible'),
    env: { PATH: `${bin}:${process.env['PATH']}` },
  });
  if (!made.succeeded) {
    throw new Error(
      `The changelog of the collection could not be made\n${made.output}\n  Run "npm run setup -- --test" first.`,
    );
  }
  return notes;
}

function release() {
  if (more.length > 0) throw new Error('Usage: npm run release [-- [VERSION] [--dry-run]]');
  const plan = prepare();
  const tree = makeScratchTree(root);
  try {
    const notes = writeRelease(tree, plan);
    const files = buildArtifacts(tree, folder, notes);
    git(tree, 'add', '--all');
    console.log(`release: ${plan.version}, in dist/release: ${files.join(', ')}`);
    if (isDryRun) {
      console.log(`${git(tree, 'diff', '--cached', '--stat')}\nrelease: dry run, so nothing was committed or tagged`);
      return;
    }
    git(tree, 'commit', '--quiet', '--message', `release: version ${plan.version}`);
    git(root, 'merge', '--quiet', '--ff-only', git(tree, 'rev-parse', 'HEAD'));
    git(root, 'tag', '--annotate', `v${plan.version}`, '--message', `Version ${plan.version}`);
    console.log(`release: committed and tagged v${plan.version}. To publish it, see docs/how-to/release.md`);
  } finally {
    removeScratchTree(root, tree);
  }
}

try {
  release();
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}
