import { kindNames } from '@esg-recycler/instance-roller';
import { describe, expect, it } from '@jest/globals';
import { downgradeFinding } from './downgrade.ts';

const findingOf = (kind: string | undefined, reason?: string) =>
  downgradeFinding('c', kind === undefined ? [] : [kind], ['ami-old'], reason ? [{ rule: 'downgrade', reason }] : []);

describe('downgradeFinding', () => {
  const harmless = new Set(['http', 'tcp', 'command']);
  it.each(kindNames.map((kind) => [kind, harmless.has(kind) ? 'warn' : 'block']))('of %s: %s', (kind, severity) =>
    expect(findingOf(kind)).toMatchObject({ code: 'downgrade', severity, subject: 'c' }),
  );

  it('warns without a health check', () => expect(findingOf(undefined).severity).toBe('warn'));

  it('records the reason of an override', () => {
    const finding = findingOf('kafka', 'same version');
    expect(finding).toMatchObject({ severity: 'warn', message: expect.stringMatching(/Overridden: same version$/) });
    expect(finding.hint).toBeUndefined();
  });
});
