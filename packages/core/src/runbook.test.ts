import { describe, expect, it } from '@jest/globals';
import { runbookOf } from './runbook.ts';

const finding = (code: string, runbook?: string) => ({
  code,
  severity: 'block' as const,
  subject: 'a',
  message: code,
  runbook,
});
const own = 'docs/health-checks/kafka.md#in-sync';

describe('runbookOf', () => {
  it.each([
    ['an error', { code: 'lease-held' }, 'docs/runbooks/lease-held.md'],
    ['an error with other findings', { code: 'full', findings: [finding('in-sync', own)] }, 'docs/runbooks/full.md'],
    ['an error by a rule of a health check', { code: 'in-sync', findings: [finding('in-sync', own)] }, own],
    ['a finding', finding('not-active'), 'docs/runbooks/not-active.md'],
    ['a finding with a page of its own', finding('in-sync', own), own],
  ])('names the page of %s', (_, error, page) => expect(runbookOf(error)).toBe(page));
});
