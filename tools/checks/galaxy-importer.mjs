import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { placeholder } from './collection-tree.mjs';
import { runCommand } from './command.mjs';

/**
 * Whether Galaxy would accept the built file, without a warning.
 *
 * @param {string} bin
 * @param {string} root
 * @returns {import('./run-checks.mjs').Result}
 */
export function checkGalaxyImport(bin, root) {
  const work = join(root, '.cache/check/import');
  const content = join(work, 'content');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  const built = runCommand(process.execPath, [join(root, 'tools/collection.mjs'), work]);
  if (!built.succeeded) return { passed: false, summary: 'the file cannot be built', output: built.output };
  const file = built.stdout.trim();

  // Only the address of the repository is added to what was built. FILES.json does not list MANIFEST.json.
  runCommand('tar', ['-xzf', file, '-C', content]);
  const manifest = JSON.parse(readFileSync(join(content, 'MANIFEST.json'), 'utf8'));
  manifest.collection_info.repository ??= placeholder;
  writeFileSync(join(content, 'MANIFEST.json'), JSON.stringify(manifest));
  runCommand('tar', ['-czf', file, '-C', content, '.']);

  const { succeeded, output } = runCommand(join(bin, 'python'), ['-m', 'galaxy_importer.main', file], {
    cwd: work,
    env: { PATH: `${bin}:${process.env['PATH']}` },
  });
  const warnings = output.match(/^(WARNING|ERROR).*$/gm) ?? [];
  return {
    passed: succeeded && warnings.length === 0,
    summary: `${basename(file)}, ${warnings.length} warnings`,
    output,
  };
}
