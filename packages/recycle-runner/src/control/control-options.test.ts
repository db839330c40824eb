import { describe, expect, it } from '@jest/globals';
import { type ControlArguments, readControlOptions } from './control-options.ts';

describe('readControlOptions', () => {
  it('reads all of them', () =>
    expect(
      readControlOptions(
        {
          approve: 'canary',
          stopAfter: '3h',
          window: '22:00-06:00 Europe/Berlin',
          veto: ['https://a/api/v2/alerts'],
          vetoTimeout: '10m',
        },
        { ESG_VETO_URLS: ' https://u:p@b/x\n https://c/ ' },
      ),
    ).toMatchObject({
      approve: 'canary',
      stopAfterMs: 10_800_000,
      window: { text: '22:00-06:00 Europe/Berlin' },
      vetoes: [{ name: 'https://a/api/v2/alerts' }, { name: 'https://b/x' }, { name: 'https://c/' }],
      vetoTimeoutMs: 600_000,
    }));

  it('has no limit by default, and one hour for vetoes', () =>
    expect(readControlOptions({}, {})).toEqual({
      approve: undefined,
      window: undefined,
      vetoes: [],
      vetoTimeoutMs: 3_600_000,
    }));

  it.each<[ControlArguments, string]>([
    [{ window: '22-6' }, 'window-invalid'],
    [{ stopAfter: 'soon' }, 'duration-invalid'],
    [{ vetoTimeout: 'never' }, 'duration-invalid'],
    [{ veto: ['prometheus'] }, 'veto-invalid'],
  ])('refuses %j', (given, code) =>
    expect(() => readControlOptions(given, {})).toThrow(expect.objectContaining({ code, exitCode: 2 })),
  );
});
