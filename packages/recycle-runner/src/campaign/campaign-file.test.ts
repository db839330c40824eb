import { describe, expect, it } from '@jest/globals';
import { type Campaign, parseCampaign } from './campaign-file.ts';

const parse = (source: string): Campaign => parseCampaign(source, 'patch.yml', '/site');
const waves = "waves: [{ name: all, groups: ['*'] }]\n";
const complete = `
name: patch-2026-12
accounts:
  - { account: act-1, token_env: TOKEN_A }
  - { account: act-2, profile: prod, config: b.spotinst_esg.yml }
waves:
  - name: canary
    groups: [sig-1, 'kafka-test-*']
    tags: { env: test, release: 12, old: true }
  - name: production
    groups: ['kafka-*']
    accounts: [act-2]
at_once: 3
stop_after_failures: 2
between: 22:00-06:00 Europe/Berlin
stop_after: 6h
options: { timeout: 45m, since: 2026-11-23T07:00:00Z, replace_root: true, override: [in-sync-replicas=small topic] }
`;

describe('parseCampaign', () => {
  it('reads every key', () =>
    expect(parse(complete)).toMatchObject({
      name: 'patch-2026-12',
      accounts: [
        { account: 'act-1', token_env: 'TOKEN_A' },
        { account: 'act-2', profile: 'prod', config: '/site/b.spotinst_esg.yml' },
      ],
      waves: [
        { name: 'canary', groups: ['sig-1', 'kafka-test-*'], tags: { env: 'test', release: '12', old: 'true' } },
        { name: 'production', groups: ['kafka-*'], accounts: ['act-2'] },
      ],
      at_once: 3,
      stop_after_failures: 2,
      between: { from: 1320, to: 360, zone: 'Europe/Berlin' },
      stop_after: 6 * 3_600_000,
      options: { timeoutMs: 45 * 60_000, since: Date.parse('2026-11-23T07:00:00Z'), replaceRoot: true },
    }));

  it('passes only the options of the file to run', () => {
    expect(parse(complete).runArguments.join(' ')).toMatch(
      /^--timeout 45m --since 2026-11-23T07:00:00(\.000)?Z --replace-root --override in-sync-replicas=small topic$/,
    );
    expect(parse(`name: x\n${waves}`).runArguments).toEqual([]);
  });

  it('rolls one cluster at a time by default', () => expect(parse(`name: x\n${waves}`)).toMatchObject({ at_once: 1 }));

  it.each([
    ['an unknown key', `name: x\nat_one: 2\n${waves}`, /patch\.yml: unknown key "at_one"\. Did you mean "at_once"\?/],
    [
      'an unknown key of a wave',
      'name: x\nwaves: [{ name: a, group: [b] }]',
      /patch\.yml: waves\[0\]: unknown key "group"\. Did you mean "groups"\?/,
    ],
    [
      'an option that run does not allow here',
      `name: x\n${waves}options: { limits: 3 }`,
      /patch\.yml: options: unknown key "limits"\./,
    ],
    [
      'a token',
      `name: x\n${waves}accounts: [{ account: a, token: t }]`,
      /patch\.yml: accounts\[0\]: unknown key "token"\./,
    ],
    ['a missing key', waves, /patch\.yml: name: is missing/],
    ['a missing list of waves', 'name: x', /patch\.yml: waves: is missing/],
    ['text instead of waves', 'name: x\nwaves: all', /patch\.yml: waves: write it as a list of waves/],
    ['a list without waves', 'name: x\nwaves: []', /patch\.yml: waves: the list is empty/],
    [
      'a wave that selects nothing',
      'name: x\nwaves: [{ name: a }]',
      /patch\.yml: waves\[0\]: has neither groups nor tags/,
    ],
    [
      'two waves with one name',
      'name: x\nwaves: [{ name: a, groups: [b] }, { name: a, groups: [c] }]',
      /patch\.yml: waves\[1\]\.name: waves\[0\] has the same name/,
    ],
    ['an account that is not listed', complete.replace('[act-2]', '[act-3]'), /waves\[1\]\.accounts: "act-3" is not/],
    [
      'two tokens',
      complete.replace('profile: prod', 'profile: p, token_env: T'),
      /accounts\[1\]: has both token_env and/,
    ],
    [
      'a window without time zone',
      `name: x\n${waves}between: 22:00-06:00`,
      /patch\.yml: between: write it as two times/,
    ],
    [
      'a duration',
      `name: x\n${waves}stop_after: soon`,
      /patch\.yml: stop_after: "soon" is not a duration; write it as 30m or 6h/,
    ],
    [
      'a duration without unit',
      `name: x\n${waves}stop_after: 6`,
      /patch\.yml: stop_after: 6 has no unit; write it as 6s/,
    ],
    [
      'an option without unit',
      `name: x\n${waves}options: { timeout: '45' }`,
      /patch\.yml: options\.timeout: 45 has no unit; write it as 45s, 45m, or 45h/,
    ],
    ['a number', `name: x\n${waves}at_once: 0`, /patch\.yml: at_once: must be at least 1/],
    [
      'the value of an option',
      `name: x\n${waves}options: { timeout: soon }`,
      /patch\.yml: options: --timeout: "soon" is not/,
    ],
    ['broken YAML', 'name: x\n waves: [', /patch\.yml:2:\d+: not valid YAML/],
    ['a list instead of a mapping', '- a', /patch\.yml: write it as a mapping of settings/],
    ['an empty file', '', /patch\.yml: name: is missing; waves: is missing/],
  ])('refuses %s, and names file and key', (_, source, message) =>
    expect(() => parse(source)).toThrow(
      expect.objectContaining({
        code: 'campaign-invalid',
        exitCode: 2,
        message: expect.stringMatching(message),
      }),
    ),
  );

  it.each([
    ['at_once: 0', 'Example: at_once: 3'],
    ['between: 22:00-06:00 Europe/Berlin2', 'Example: between: 22:00-06:00 Europe/Berlin'],
    ['at_once: 0\nstop_after: soon', 'See docs/how-to/campaigns.md for every key of a campaign file.'],
  ])('refuses %s with a hint that fits', (source, hint) =>
    expect(() => parse(`name: x\n${waves}${source}`)).toThrow(expect.objectContaining({ hint })),
  );
});
