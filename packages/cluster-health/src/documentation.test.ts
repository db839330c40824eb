import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { kinds } from './check/kinds.ts';
import { pageOf } from './kind/documentation.ts';
import { keysAt } from './options/options-problem.ts';
import { type RuleText, sharedRules } from './rules/shared-rules.ts';

const repository = new URL('../../../', import.meta.url);
const pages = globSync('docs/health-checks/*.md', { cwd: repository });
const textOf = (page: string): string => readFileSync(new URL(page, repository), 'utf8');

/** The generated sections of a page: rule name → text. */
const sectionsOf = (page: string): [code: string, text: string][] =>
  textOf(page)
    .replace(/^.*<!-- rules: begin -->|<!-- rules: end -->.*$/gs, '')
    .split(/^### /m)
    .slice(1)
    .map((section) => [/^`([^`]+)`$/m.exec(section)?.[1] ?? section, section]);

/** Page → the rules of its kinds. */
const rulesByPage = async (): Promise<Map<string, RuleText[]>> => {
  const byPage = new Map([['docs/health-checks/index.md', [...sharedRules]]]);
  for (const [name, load] of Object.entries(kinds)) {
    byPage.set(pageOf(name), [...(byPage.get(pageOf(name)) ?? []), ...(await load()).rules]);
  }
  return byPage;
};

it('has a page for every kind and no other page', async () =>
  expect(new Set((await rulesByPage()).keys())).toEqual(new Set(pages)));

describe.each(pages)('%s', (page) => {
  it('has one section for each rule and no other section', async () => {
    const codes = sectionsOf(page).map(([code]) => code);
    const rules = (await rulesByPage()).get(page) ?? [];
    expect(codes).toEqual([...new Set(rules.map(({ code }) => code))]);
  });

  it('states for each rule its requirement, source and whether it can be overridden', async () => {
    const sections = new Map(sectionsOf(page));
    for (const { code, isOverridable = false } of (await rulesByPage()).get(page) ?? []) {
      const text = sections.get(code);
      expect(text).toMatch(/^- \*\*Requires\*\*: .*^- \*\*Source\*\*:/ms);
      expect(text).toContain(isOverridable ? `**Override**: \`--override ${code}=REASON\`` : 'Not possible.');
    }
  });

  it('lists every option of its kinds', async () => {
    const names = Object.keys(kinds).filter((name) => pageOf(name) === page);
    const options = await Promise.all(names.map(async (name) => keysAt((await kinds[name]!()).options)));
    for (const option of options.flat()) expect(textOf(page)).toContain(`\`${option}\``);
  });

  it('has no table cell over 80 characters', () => {
    const cells = textOf(page)
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells.filter((cell) => cell.length > 80)).toEqual([]);
  });

  it('has no line of prose over 120 columns', () => {
    const prose = textOf(page)
      .split('\n')
      .filter((line) => !line.startsWith('|') && !line.includes('](https:'));
    expect(prose.filter((line) => line.length > 120)).toEqual([]);
  });
});
