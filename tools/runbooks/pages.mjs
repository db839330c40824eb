// The pages of docs/runbooks, and the index that is made of them.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export const folder = 'docs/runbooks';
export const index = `${folder}/README.md`;

const groups = [
  'Settings and usage',
  'Spot and AWS',
  'The group',
  'The instance',
  'The roll',
  'Lease and store',
  'Ansible and SSH',
  'Internal',
];
const headings = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'];
const head = new RegExp(`^(?:Error|Block|Warning|OK|Decision)[^·]*(?: · (.*exit code.*))? · (${groups.join('|')})$`);

/** @typedef {{ code: string, exit: string, group: string, summary: string, problems: string[] }} Page */

/** @returns {Page} */
function readPage(/** @type {string} */ code, /** @type {string} */ text) {
  const [title = '', , first = ''] = text.split('\n');
  const [, exit = '', group = ''] = head.exec(first) ?? [];
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((section) => section.split(/\n\n([\s\S]*)/));
  const names = sections.map(([name]) => name).filter((name) => name !== 'Source');
  const meaning = (sections[0]?.[1] ?? '').split('\n\n')[0]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return {
    code,
    exit,
    group,
    summary: /^.*?\.(?= |$)/.exec(meaning)?.[0] ?? meaning,
    problems: [
      ...(title === `# ${code}` ? [] : [`its title is not "# ${code}"`]),
      ...(group === '' ? ['its first line is not "Error · exit code N · GROUP" or the like'] : []),
      ...(names.join() === headings.join() ? [] : [`its headings are ${names.join(', ')}, not ${headings.join(', ')}`]),
      ...sections.filter(([, body]) => !body?.trim()).map(([name]) => `${name} is empty`),
    ],
  };
}

/** @returns {Page[]} */
export const readPages = (/** @type {string} */ root) =>
  globSync(`${folder}/*.md`, { cwd: root })
    .filter((path) => path !== index)
    .toSorted()
    .map((path) => readPage(basename(path, '.md'), readFileSync(join(root, path), 'utf8')));

export const indexOf = (/** @type {readonly Page[]} */ pages) =>
  [
    '# Runbooks',
    'A page for every code that an executable or a task prints: what it means, what it affects, how to diagnose it, and what to do. In the commands, replace `GROUP` (an id or name), `SSI` (`ssi-…`) and other words in capitals. The executables are in `PATH` ([install](../how-to/install.md)).',
    'The rules of health checks (`in-sync-replicas`, `quorum-remains` …) are explained in [health checks](../health-checks/index.md).',
    '<!-- Written by "node_modules/.bin/node tools/runbooks.mjs --write" from the pages. -->',
    ...groups.flatMap((group) => [
      `## ${group}`,
      pages
        .filter((page) => page.group === group)
        .map(({ code, summary }) => `- [\`${code}\`](${code}.md): ${summary}`)
        .join('\n'),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
