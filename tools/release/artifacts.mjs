import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../checks/command.mjs';

/**
 * Runs a command in the tree of the release and returns what it prints.
 *
 * @param {string} tree
 * @param {string} file
 * @param {string[]} args
 */
function run(tree, file, args) {
  const { succeeded, stdout, output } = runCommand(file, args, { cwd: tree });
  if (!succeeded) throw new Error(`"${[file, ...args].join(' ')}" failed, so nothing is released\n${output}`);
  return stdout;
}

/**
 * Builds everything that a release consists of into a folder: the npm package, the collection, the list of dependencies, the
 * release notes, and the checksums of all of these. Returns the names of the files.
 *
 * @param {string} tree
 * @param {string} folder
 * @param {string} notes
 */
export function buildArtifacts(tree, folder, notes) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const node = [join(tree, 'node_modules/.bin/node'), process.execPath].find((path) => existsSync(path)) ?? '';
  run(tree, node, ['tools/bundle.mjs', 'recycle-runner']);
  run(tree, node, ['tools/bundle.mjs', '--collection']);
  run(tree, node, ['tools/protocol.mjs']);
  run(tree, node, ['tools/collection.mjs', folder]);
  run(tree, node, ['tools/npm-package.mjs', folder]);
  const sbom = run(tree, 'npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']);
  writeFileSync(join(folder, 'sbom.cdx.json'), sbom);
  writeFileSync(join(folder, 'RELEASE_NOTES.md'), notes);
  const files = readdirSync(folder).toSorted();
  const digest = (file) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  // The format of sha256sum, so that "sha256sum --check SHA256SUMS" verifies a download.
  writeFileSync(join(folder, 'SHA256SUMS'), files.map((file) => `${digest(file)}  ${file}\n`).join(''));
  return [...files, 'SHA256SUMS'];
}
