import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { rulesOf } from './judging/judgement.ts';
import { kinds } from './check/kinds.ts';

const page = readFileSync(new URL('../../../docs/gates.md', import.meta.url), 'utf8');

/** The page's tables of rules: id, code, what must hold, why, whether it can be overridden. */
const rows = page
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ /.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, id, code, holds, why, override]) => ({ id, code, holds, why, override }));

describe('docs/gates.md', () => {
  it.each(Object.keys(kinds))('has every rule of %s, and says which can be overridden', async (name) => {
    const rules = rulesOf(await kinds[name]!());
    expect(rows).toEqual(
      expect.arrayContaining(
        rules.map(({ id, code, isOverridable = false }) =>
          expect.objectContaining({
            id,
            code: `\`${code}\``,
            override: expect.stringMatching(isOverridable ? /^yes/ : /^no/),
          }),
        ),
      ),
    );
  });

  it('has no rule that does not exist, and none twice', async () => {
    const rules = await Promise.all(Object.values(kinds).map(async (load) => (await load()).rules));
    // OpenSearch and Elasticsearch have all of their rules in common.
    const known = [...new Set(['C1', 'C2', 'C3', 'C4', 'C5', ...rules.flat().map(({ id }) => id)])];
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(known));
    // HTTP and TCP share a rule; within one kind a name is one rule.
    expect(new Set(rows.map(({ id, code }) => `${id?.[0]} ${code}`)).size).toBe(known.length);
    expect(rows).toHaveLength(known.length);
  });

  it('says of each what must hold, why, and where that comes from', () => {
    for (const { holds, why } of rows) {
      expect(holds).toMatch(/./);
      expect(why).toMatch(/\]\(https:|our own/);
    }
  });
});
