import { describe, expect, it } from '@jest/globals';
import { kindNames } from '@esg-recycler/cluster-health';
import { readFileSync } from 'node:fs';
import { defaults, readVariables, type RollSettings, variablesSchema } from './variables.ts';

const identity = { esg_recycle_group: 'sig-1', esg_recycle_instance: 'ssi-1' };
const read = (variables = {}, overrides: string[] = []) => readVariables({ ...identity, ...variables }, overrides);

const known = Object.keys(variablesSchema.shape);
const roleFile = (path: string): string =>
  readFileSync(new URL(`../../../../ansible/roles/esg_recycle/${path}`, import.meta.url), 'utf8');
/** `5`, `"5"`, `[]`, `false` or `last`, as text. */
const plain = (value: string): string => value.replaceAll(/^["']|["']$/g, '');
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

describe('readVariables', () => {
  it('uses the defaults', () =>
    expect(read()).toEqual({
      group: 'sig-1',
      instance: 'ssi-1',
      inventory: {},
      ports: [],
      checks: [],
      checkCount: 12,
      checkIntervalMs: 10_000,
      overrides: [],
      leader: 'last',
      drains: false,
      hasBeforeTasks: false,
      hasAfterTasks: false,
      gateTimeoutMs: 3_600_000,
      connectionTimeoutMs: 900_000,
      waitTimeoutMs: 1_800_000,
      pollIntervalMs: 5000,
      replaceRoot: false,
    }));

  it.each<[name: string, value: unknown, expected: Partial<RollSettings>]>([
    ['group', 'my group', { group: 'my group' }],
    ['instance', 'ssi-2', { instance: 'ssi-2' }],
    ['address', '10.0.0.1', { inventory: { address: '10.0.0.1' } }],
    ['cluster', 'kafka', { inventory: { cluster: 'kafka' } }],
    ['target', 'ami-1', { target: 'ami-1' }],
    ['since', '2026-11-23T07:00:00Z', { since: Date.parse('2026-11-23T07:00:00Z') }],
    ['wait_ports', [9092, '9093'], { ports: [9092, 9093] }],
    ['wait_ports', 9092, { ports: [9092] }],
    ['wait_ports', '9092, 9093', { ports: [9092, 9093] }],
    ['health', 'kafka', { checks: [{ kind: 'kafka', options: {} }] }],
    ['health', '', { checks: [] }],
    ['health', ['kafka'], { checks: [{ kind: 'kafka', options: {} }] }],
    ['health_options', { port: 1 }, { checks: [] }],
    [
      'health',
      ['kafka', { kind: 'http', options: { port: 1 } }],
      {
        checks: [
          { kind: 'kafka', options: {} },
          { kind: 'http', options: { port: 1 } },
        ],
      },
    ],
    ['nodes', ['a', 'b'], { nodes: ['a', 'b'] }],
    ['nodes', 'a,b', { nodes: ['a', 'b'] }],
    ['expected_nodes', '5', { expectedNodes: 5 }],
    ['check_count', '3', { checkCount: 3 }],
    ['check_interval', '500ms', { checkIntervalMs: 500 }],
    ['overrides', ['a=b', { rule: 'c', reason: 'd' }], { overrides: ['a=b', { rule: 'c', reason: 'd' }] }],
    ['leader', 'defer', { leader: 'defer' }],
    ['due', ['ssi-1'], { due: ['ssi-1'] }],
    ['due', 'ssi-1,ssi-2', { due: ['ssi-1', 'ssi-2'] }],
    ['drain_service', 'kafka', { drains: true }],
    ['drain_tasks', 'drain.yml', { drains: true }],
    ['drain_service', '', { drains: false }],
    ['undrain_tasks', 'undrain.yml', { drains: false }],
    ['before_tasks', 'before.yml', { hasBeforeTasks: true }],
    ['after_tasks', 'after.yml', { hasAfterTasks: true }],
    ['gate_timeout', 0, { gateTimeoutMs: 0 }],
    ['gate_timeout', '10m', { gateTimeoutMs: 600_000 }],
    ['connection_timeout', '1h', { connectionTimeoutMs: 3_600_000 }],
    ['wait_timeout', 0.5, { waitTimeoutMs: 500 }],
    ['poll_interval', '200ms', { pollIntervalMs: 200 }],
    ['replace_root', 'yes', { replaceRoot: true }],
    ['replace_root', 'False', { replaceRoot: false }],
  ])('reads esg_recycle_%s: %j', (name, value, expected) =>
    expect(read({ [`esg_recycle_${name}`]: value })).toMatchObject(expected),
  );

  it.each(known.filter((name) => !(name in identity)))('treats null as not set: %s', (name) =>
    expect(read({ [name]: null })).toEqual(read()),
  );

  it.each<[name: string, value: unknown, message: RegExp]>([
    ['group', null, /null: Invalid input/],
    ['instance', undefined, /is not set/],
    ['since', 'yesterday', /"yesterday" is not a time/],
    ['wait_ports', 'many', /"many"/],
    ['wait_ports', '', /""/],
    ['wait_ports', [0], /Too small/],
    ['wait_ports', 65_536, /Too big/],
    [
      'health',
      'kafk',
      /"kafk" is not a kind of health check. Did you mean "kafka"\? Supported kinds: zookeeper, kafka,/,
    ],
    ['expected_nodes', 'five', /"five"/],
    ['check_count', 0, /0 is too low. Set it to 1 or more/],
    ['check_interval', 'often', /"often" is not a duration/],
    ['overrides', 'a=b', /"a=b": .*expected array/],
    ['leader', 'first', /"first": .*"last"\|"defer"/],
    ['gate_timeout', '5 minutes', /"5 minutes" is not a duration/],
    ['connection_timeout', '', /"" is not a duration/],
    ['wait_timeout', '-1', /"-1" is not a duration/],
    ['poll_interval', 'x', /"x" is not a duration/],
    ['replace_root', 'maybe', /"maybe"/],
  ])('refuses esg_recycle_%s: %j', (name, value, message) =>
    expect(() => read({ [`esg_recycle_${name}`]: value })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    ),
  );

  it('lists every invalid variable', () => {
    const wrong = { esg_recycle_leader: 'first', esg_recycle_nodes: 1 };
    expect(() => read(wrong)).toThrow(/esg_recycle_nodes: 1: .*esg_recycle_leader: "first": /);
  });

  it.each(['hunter22', ['hunter22']])('does not print invalid options: %j', (options) =>
    expect(() => read({ esg_recycle_health_options: options })).toThrow(
      /^(?!.*hunter22).*esg_recycle_health_options: /,
    ),
  );

  it('passes esg_recycle_health_options to a single kind', () =>
    expect(read({ esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [1] } }).checks).toEqual([
      { kind: 'tcp', options: { ports: [1] } },
    ]));

  it('refuses esg_recycle_health_options with a list of kinds', () =>
    expect(() => read({ esg_recycle_health: ['kafka', 'http'], esg_recycle_health_options: { port: 1 } })).toThrow(
      /^esg_recycle_health_options: not allowed when esg_recycle_health is a list/,
    ));

  it.each<[unknown, RegExp]>([
    ['kafk', /^esg_recycle_health: "kafk" is not a kind of health check\. Did you mean "kafka"\?/],
    [['kafka', 'htp'], /^esg_recycle_health\[1\]: "htp" is not a kind of health check\. Did you mean "http"\?/],
    [
      [{ kind: 'htp', options: { password: 'hunter22' } }],
      /^esg_recycle_health\[0\]: "htp" is not a kind of health check/,
    ],
    [[{ options: { password: 'hunter22' } }], /^esg_recycle_health\[0\]: null is not a kind of health check/],
    [
      [{ kind: 'http', password: 'hunter22' }],
      /^esg_recycle_health\[0\]: http: unknown key password\. An entry has only kind/,
    ],
    [[{ kind: 'http', options: 'hunter22' }], /^esg_recycle_health\[0\]: http: options must be a mapping/],
    [{ kind: 'http' }, /^esg_recycle_health: must be a kind, or a list of kinds/],
  ])('refuses invalid health checks without printing secrets: %j', (health, message) => {
    expect(() => read({ esg_recycle_health: health })).toThrow(message);
    expect(() => read({ esg_recycle_health: health })).toThrow(/^(?!.*hunter22)/);
  });

  it('refuses an unknown variable, with a suggestion', () =>
    expect(() => read({ esg_recycle_helth: 'kafka', esg_recycle_x: 1 })).toThrow(
      /^esg_recycle_helth, esg_recycle_x: the role esg_recycle has no such variable\. Did you mean "esg_recycle_health"\?/,
    ));

  it.each(['outcome', 'refusal', 'subject'])('ignores a fact that the role sets: esg_recycle_%s', (name) =>
    expect(read({ [`esg_recycle_${name}`]: { a: 1 } })).toEqual(read()),
  );

  it('adds the overrides of the run', () =>
    expect(read({ esg_recycle_overrides: ['a=b'] }, ['c=d']).overrides).toEqual(['a=b', 'c=d']));
});

describe('the role', () => {
  const [main = ''] = roleFile('meta/argument_specs.yml').split(/^ {2}restore:/m);
  const specs = main.split(/^ {6}(?=esg_recycle_)/m).slice(1);
  const specified = new Map(
    specs.map((spec) => [/^\w+/.exec(spec)![0], /^ {8}default: (.*)$/m.exec(spec)?.[1]] as const),
  );
  const inDefaults = new Map(
    [...roleFile('defaults/main.yml').matchAll(/^(esg_recycle_\w+): (.*)$/gm)].map(
      ([, name, value]) => [String(name), plain(String(value))] as const,
    ),
  );

  it('specifies exactly these variables', () => expect([...specified.keys()].toSorted()).toEqual(known.toSorted()));

  it('documents every variable in its README', () => {
    const page = roleFile('README.md');
    expect(known.filter((name) => !page.includes(name))).toEqual([]);
  });

  it.each(Object.entries(defaults))('has the same default for %s', (name, value) => {
    expect(inDefaults.get(name)).toBe(asText(value));
    expect(plain(specified.get(name) ?? '')).toBe(asText(value));
  });

  it.each([
    '../../../README.md',
    '../../../docs/health-checks/index.md',
    '../../plugins/action/cluster_health.py',
    '../../plugins/modules/cluster_health.py',
    'README.md',
    'meta/argument_specs.yml',
  ])('%s lists every kind of health check', (page) =>
    expect(kindNames.filter((kind) => !roleFile(page).includes(kind))).toEqual([]),
  );

  it('has no other defaults except those from the inventory', () => {
    const others = [...inDefaults].filter(([name]) => !(name in defaults));
    expect(others.map(([, value]) => value)).toEqual(
      others.map(() => expect.stringMatching(/^\{\{ spotinst_\w+ \}\}$/)),
    );
  });
});
