import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from './settings.ts';

const env = { SPOTINST_API_TOKEN: 'token', SPOTINST_ACCOUNT_ID: 'act-1', HOME: '/nonexistent' };
const settingsOf = (document: unknown) =>
  resolveSettings({ env, cwd: '/', configPath: '-', stdin: () => JSON.stringify(document) });
const inventoryOf = (document: unknown) => settingsOf(document).inventory;

describe('the settings of the inventory', () => {
  it('have defaults', () => {
    expect(inventoryOf({})).toEqual({
      cacheTtlMs: 60_000,
      staleIfErrorMs: 0,
      regions: [],
      includeFilters: [],
      excludeFilters: [],
      strictPermissions: true,
      hostvarsPrefix: 'spotinst_',
      hostvarsSuffix: '',
      includeAddressless: false,
      wantStatus: false,
      wantInstanceHealth: false,
      wantEc2Details: false,
    });
  });

  it('accept filters as aws_ec2 writes them', () => {
    const document = {
      filters: { name: 'kafka-*', 'tag:Env': ['prod', 1], image_drift: true },
      include_filters: [{ id: ['sig-1', 'sig-2'] }],
      exclude_filters: [{ state: 'PAUSED', region: 'us-east-1' }],
      regions: 'us-east-1',
    };
    expect(inventoryOf(document)).toMatchObject({
      includeFilters: [
        { name: ['kafka-*'], 'tag:Env': ['prod', '1'], image_drift: [true] },
        { id: ['sig-1', 'sig-2'] },
      ],
      excludeFilters: [{ state: ['PAUSED'], region: ['us-east-1'] }],
      regions: ['us-east-1'],
    });
  });

  it('ignore an empty `filters`', () => {
    expect(inventoryOf({ filters: {}, include_filters: [{ id: 'sig-1' }] }).includeFilters).toEqual([
      { id: ['sig-1'] },
    ]);
  });

  it.each([
    [{ filters: { regoin: 'us-east-1' } }, /filters: unknown filter "regoin"\. Did you mean "region"\?/],
    [{ filters: { 'instance-type': 'm5.large' } }, /unknown filter "instance-type"\. Known: id, name, .*tag:KEY/],
    [{ filters: { 'tag:KEY': 'x', 'tag:': 'x' } }, /unknown filter "tag:"/],
    [{ filters: { 'tag:On': true } }, /filters\.tag:On: write it as text, in quotes/],
    [{ filters: { 'tag:Version': 1.1 } }, /in quotes/],
    [{ include_filters: [{ image_drift: 'yes' }] }, /include_filters\.0\.image_drift: write it as true or false/],
    [{ exclude_filters: [{ id: [] }] }, /exclude_filters\.0\.id: the list of values is empty/],
    [{ exclude_filters: { id: 'sig-1' } }, /exclude_filters: write it as a list of filters/],
    [{ exclude_filters: ['sig-1'] }, /exclude_filters\.0: write it as a mapping/],
    [{ filters: 'kafka-*' }, /filters: write it as a mapping/],
    [
      { exclude_filters: [{ state: ['PAUSING', 'paused'] }] },
      /state: unknown state "paused"\. Did you mean "PAUSED"\?/,
    ],
    [{ filters: { state: 'gone' } }, /unknown state "gone"\. Known: ACTIVE, .*ERROR\./],
    [{ regions: [1] }, /regions: write it as text, or as a list of texts/],
    [{ spotinst_account_id: 12345678 }, /spotinst_account_id: write it as text, or as a list of texts/],
    [{ want_status: 'maybe' }, /want_status: write it as true or false/],
    [{ stale_if_error: 'soon' }, /stale_if_error: "soon" is not a duration/],
  ])('refuse %j', (document, message) => {
    expect(() => settingsOf(document)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it('match an unknown state with a glob', () => {
    expect(inventoryOf({ filters: { state: 'MIGRAT*' } }).includeFilters).toEqual([{ state: ['MIGRAT*'] }]);
  });

  it.each([
    [true, 86_400_000],
    [false, 0],
    ['2h', 7_200_000],
    [90, 90_000],
  ])('serve stale responses with stale_if_error: %j for %d ms', (given, ms) => {
    expect(inventoryOf({ stale_if_error: given }).staleIfErrorMs).toBe(ms);
  });

  it('report settings that only Ansible can read, also nested templates', () => {
    const { unreadable, inventory } = settingsOf({ filters: { name: ['{{ wanted }}'] }, want_status: true });
    expect(unreadable).toEqual(['filters']);
    expect(inventory).toMatchObject({ includeFilters: [], wantStatus: true });
  });

  it('never treat clusters as absent', () => {
    const document = { clusters: { kafka: ['{{ group }}'] } };
    expect(settingsOf(document)).toMatchObject({ unreadable: [], clusters: { kafka: ['{{ group }}'] } });
  });
});
