import { describe, expect, it } from '@jest/globals';
import { EsgError } from '../esg-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Finding } from '../finding.ts';
import { isErrorDocument } from './error-document.ts';

const finding: Finding = { code: 'in-sync', severity: 'block', subject: 'a', message: '2 of 3' };
const complete = { code: 'refused', message: 'Refused', hint: 'Wait', exitCode: 3, findings: [finding] };

describe('isErrorDocument', () => {
  it.each([
    ['with all fields', complete],
    ['without a hint and findings', { code: 'failed', message: 'It failed', exitCode: 1 }],
  ])('accepts an error %s', (_, document) => expect(isErrorDocument(document)).toBe(true));

  it('accepts the JSON of an EsgError', () => {
    const error = new EsgError('It failed', { code: 'failed', exitCode: ExitCode.failed, findings: [finding] });
    expect(isErrorDocument(JSON.parse(JSON.stringify(error)))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'failed'],
    ['an error without a code', { ...complete, code: undefined }],
    ['an error without an exit code', { ...complete, exitCode: '3' }],
    ['an error whose hint is not text', { ...complete, hint: {} }],
    ['an error whose findings are not a list', { ...complete, findings: finding }],
    ['an error with a finding of an unknown severity', { ...complete, findings: [{ ...finding, severity: 'fatal' }] }],
  ])('refuses %s', (_, value) => expect(isErrorDocument(value)).toBe(false));
});
