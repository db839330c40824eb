import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { routes } from './routes.ts';

const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');
const listed = [...page.matchAll(/^\| ([A-Z]+) +\| `(\/\S+)` +\|/gm)].map(([, method, route]) => `${method} ${route}`);
const sent = Object.values(routes).map(({ method, route }) => `${method} ${route}`);

describe('docs/permissions.md', () => {
  it('lists every route of the client once, and no other', () => {
    expect(listed.toSorted()).toEqual(sent.toSorted());
  });

  it('lists reads and changes in sections of their own', () => {
    const [reads = '', changes = ''] = page.split('### Changes');
    expect(reads).not.toMatch(/^\| (?:PUT|POST|DELETE) /m);
    expect(changes).not.toMatch(/^\| GET /m);
  });
});
