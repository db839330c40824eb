import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseScenario, readScenario } from './scenario-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('parseScenario', () => {
  it('fills in all defaults', () =>
    expect(parseScenario({ groups: [{ instances: 3 }] })).toMatchObject({
      organizations: [{ tokens: ['simulator-token'], accounts: ['act-12345678'] }],
      groups: [{ instances: [{ count: 3, state: 'ACTIVE' }] }],
      rateLimits: { mode: 'slidingLog', windowMs: 60_000 },
      processes: {},
    }));

  it.each<[string, unknown, string]>([
    ['an unknown key', { group: [] }, 'unknown key "group"'],
    [
      'a nested unknown key',
      { groups: [{ instances: [{ ip: '1.2.3.4' }] }] },
      'groups.0.instances.0: unknown key "ip"',
    ],
    ['several', { recycling: { lag: 1, speed: 2 } }, 'recycling: unknown key "lag", "speed"'],
    ['an unknown state', { groups: [{ instances: [{ state: 'LOST' }] }] }, 'groups.0.instances.0.state: '],
    ['an unknown outcome', { groups: [{ recycling: { outcome: 'good' } }] }, 'groups.0.recycling.outcome: '],
    ['an unknown route', { rateLimits: { routes: { 'GET /aws/ec2/groups': 5 } } }, 'rateLimits.routes'],
    ['an unknown route of a fault', { faults: [{ kind: 'hang', route: '/group' }] }, 'faults.0.route: '],
    [
      'many instances with one address',
      { groups: [{ instances: [{ count: 2, privateIp: '10.0.0.1' }] }] },
      'cannot share',
    ],
    ['no scenario', null, 'expected object'],
  ])('refuses %s', (_, scenario, message) =>
    expect(() => parseScenario(scenario)).toThrow(
      expect.objectContaining({ code: 'scenario-invalid', exitCode: 2, message: expect.stringContaining(message) }),
    ),
  );
});

describe('readScenario', () => {
  it('reads YAML and JSON', () => {
    expect(readScenario(file('a.yml', 'latencyMs: 5\n')).latencyMs).toBe(5);
    expect(readScenario(file('a.json', '{"latencyMs": 6}')).latencyMs).toBe(6);
  });

  it.each([
    ['a missing file', () => join(folder, 'none.yml'), 'none.yml cannot be read'],
    ['a file that is not YAML', () => file('bad.yml', 'a: [1'), 'bad.yml:1:6 is not valid YAML: a quote or'],
    ['a file with an unknown key', () => file('extra.yml', 'extra: 1'), 'extra.yml is not valid: unknown key "extra"'],
  ])('refuses %s', (_, path, message) =>
    expect(() => readScenario(path())).toThrow(
      expect.objectContaining({ code: 'scenario-invalid', message: expect.stringContaining(message) }),
    ),
  );
});
