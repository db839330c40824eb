import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { rules } from './index.ts';

const pageOf = (code: string): string =>
  readFileSync(new URL(`../../../../docs/runbooks/${code}.md`, import.meta.url), 'utf8');

describe('the runbook of a rule', () => {
  it.each([...rules.group, ...rules.instance].map((rule) => [rule.code, rule] as const))(
    '%s has its severity and its source',
    (code, { severity, source }) => {
      const [head, sources] = pageOf(code).split(/^## Source$/m);
      expect(head!.split('\n')[2]).toMatch(severity === 'block' ? /^Block\b/ : /^Warning\b/);
      expect(sources).toContain(source);
    },
  );
});
