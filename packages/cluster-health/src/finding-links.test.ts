import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { kinds } from './check/kinds.ts';
import { rulesOf } from './judging/judgement.ts';
import { sectionOf } from './judging/section-of.ts';

it.each(Object.keys(kinds))('names an existing section for every rule of %s', async (kind) => {
  const findings = ['role-unknown', 'cluster-unreadable', 'node-silent', 'node-unlisted'];
  for (const code of [...rulesOf(await kinds[kind]!()).map((rule) => rule.code), ...findings]) {
    const [page, section] = sectionOf(kind, code).split('#');
    const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
    expect(text).toContain(`\n### \`${section}\`\n`);
  }
});
