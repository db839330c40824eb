import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './command.mjs';

/** The folders of plugins with documentation, and what ansible-doc calls them. */
const types = { callback: 'callback', filter: 'filter', inventory: 'inventory', lookup: 'lookup', modules: 'module' };

/**
 * Whether ansible-doc can read every plugin and every role of the collection.
 *
 * @param {string} bin The folder of Ansible's commands.
 * @param {{path: string, folder: string}} collection
 * @returns {import('./run-checks.mjs').Result}
 */
export function checkAnsibleDoc(bin, { path, folder }) {
  const { succeeded, stdout, output } = runCommand(
    join(bin, 'ansible-doc'),
    ['--metadata-dump', 'esg_recycler.spotinst'],
    {
      cwd: folder,
      env: { ANSIBLE_COLLECTIONS_PATH: path },
    },
  );
  if (!succeeded) return { passed: false, summary: 'the documentation cannot be read', output };
  const { all } = JSON.parse(stdout);
  const expected = [
    ...Object.entries(types).flatMap(([plugins, type]) =>
      readdirSync(join(folder, 'plugins', plugins)).map((file) => [type, basename(file, '.py')]),
    ),
    ...readdirSync(join(folder, 'roles')).map((role) => ['role', role]),
  ];
  const missing = expected.filter(([type, name]) => !all[type]?.[`esg_recycler.spotinst.${name}`]);
  return {
    passed: missing.length === 0,
    summary: `${expected.length - missing.length} of ${expected.length} plugins and roles`,
    output: missing.map(([type, name]) => `${type} ${name} has no documentation\n`).join(''),
  };
}
