// Generates the rule sections of docs/health-checks/*.md from the rule objects: npm run docs. With --check, it only fails
// if a page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as prettier from 'prettier';

/** @typedef {{ code: string, requires: string, why?: string, onFailure?: string, override?: string, source: string,
 *   isOverridable?: boolean }} RuleText */
/** @typedef {{ rule: RuleText, kinds: string[] }} Section */

const root = dirname(import.meta.dirname);
const proseWidth = 118;

/** By URL, so that the types of the package stay out of those of the tools. @param {string} file */
const load = (file) => import(new URL(`packages/cluster-health/src/${file}`, `file://${root}/`).href);
const [{ kinds }, { pageOf }, { sharedRules }] = await Promise.all(
  ['check/kinds.ts', 'kind/documentation.ts', 'rules/shared-rules.ts'].map(load),
);
const [begin, end] = ['<!-- rules: begin -->', '<!-- rules: end -->'];

/** `LABEL: URL; LABEL: URL` as Markdown links. @param {string} source */
const linksIn = (source) =>
  source
    .split('; ')
    .map((part) => {
      const [, label, url] = /^(?:(.*): )?(https:\S+)$/.exec(part) ?? [];
      return url === undefined ? part : `[${label ?? new URL(url).hostname}](${url})`;
    })
    .join('; ')
    .replace(/^./, (letter) => letter.toUpperCase());

/** @param {RuleText} rule */
const overrideOf = ({ code, override, isOverridable }) =>
  isOverridable ? [`\`--override ${code}=REASON\`.`, override].filter(Boolean).join(' ') : 'Not possible.';

/**
 * @param {Section} section
 * @param {number} kindsOfPage
 */
function sectionOf({ rule, kinds: names }, kindsOfPage) {
  const fields = [
    ['Kinds', kindsOfPage > 1 && names.length < kindsOfPage && names.map((name) => `\`${name}\``).join(', ')],
    ['Requires', rule.requires],
    ['Why', rule.why],
    ['When it fails', rule.onFailure],
    ['Override', overrideOf(rule)],
    ['Source', linksIn(rule.source)],
  ];
  const items = fields.flatMap(([name, text]) => (text ? [`- **${name}**: ${text}`] : []));
  return [`### \`${rule.code}\``, '', ...items, ''].join('\n');
}

/** The sections of every page, in the order of the rules. @type {Map<string, { sections: Section[], kinds: string[] }>} */
const pages = new Map([
  [
    'docs/health-checks/index.md',
    { sections: sharedRules.map((/** @type {RuleText} */ rule) => ({ rule, kinds: [] })), kinds: [] },
  ],
]);
for (const [name, loadKind] of Object.entries(kinds)) {
  const page = pages.get(pageOf(name)) ?? { sections: [], kinds: [] };
  page.kinds.push(name);
  for (const rule of (await loadKind()).rules) {
    const section = page.sections.find((each) => each.rule.code === rule.code);
    if (section) section.kinds.push(name);
    else page.sections.push({ rule, kinds: [name] });
  }
  pages.set(pageOf(name), page);
}

const config = await prettier.resolveConfig(join(root, 'docs/index.md'));
const isCheck = process.argv.includes('--check');
/** @type {string[]} */
const stale = [];
for (const [file, { sections, kinds: names }] of pages) {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const [head, rest] = text.split(begin);
  const [, tail] = rest?.split(end) ?? [];
  if (head === undefined || tail === undefined) throw new Error(`${file} has no markers ${begin} and ${end}`);
  const body = await prettier.format(sections.map((section) => sectionOf(section, names.length)).join('\n'), {
    ...config,
    parser: 'markdown',
    proseWrap: 'always',
    printWidth: proseWidth,
  });
  const wanted = `${head}${begin}\n\n${body}\n${end}${tail}`;
  if (wanted === text) continue;
  stale.push(file);
  if (!isCheck) writeFileSync(path, wanted);
}
if (stale.length > 0) console.log(`${isCheck ? 'Stale, run npm run docs:' : 'Updated:'} ${stale.join(', ')}`);
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
