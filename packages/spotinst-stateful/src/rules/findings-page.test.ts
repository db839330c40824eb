import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { rules } from './index.ts';

const page = readFileSync(new URL('../../../../docs/findings.md', import.meta.url), 'utf8');

/** What the page has under a heading, one text for each finding. */
function entriesUnder(heading: string): string[] {
  const chapter = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return chapter.split(/^### /m).slice(1);
}

describe('docs/findings.md', () => {
  it.each([
    ['About a group', rules.group],
    ['About an instance', rules.instance],
  ])('%s: has every rule, in order, with its severity and its source', (heading, listed) => {
    const entries = entriesUnder(heading);
    expect(entries.map((entry) => entry.split('\n')[0])).toEqual(
      listed.map(({ code, severity }) => `\`${code}\` · ${severity}`),
    );
    for (const [index, { source }] of listed.entries()) expect(entries[index]).toContain(source);
  });

  it('says of each what is seen, why it matters, what to do, and where that comes from', () => {
    for (const entry of page.split(/^### /m).slice(1))
      expect(entry).toMatch(/^- \*\*Seen\*\*: .+\n- \*\*Why\*\*: .+\n- \*\*Do\*\*: .+\n- \*\*Source\*\*: .+$/m);
  });
});
