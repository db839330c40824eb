import { routeTable, type ScenarioInput } from '@esg-recycler/spot-simulator';
import type { Random } from '../random.ts';

/** The size of a campaign. */
export interface Size {
  groups: number;
  accounts: number;
  /** Each group has 1 to this many instances. */
  instances: number;
  atOnce: number;
  /** The shortest and the longest recycle, in milliseconds. */
  recycleMs: readonly [number, number];
  lockTtl: string;
  pollInterval: string;
  /** Requests per window of one route in one organization; undefined: no limit worth the name. */
  requestsPerWindow?: number;
}

export interface LayoutGroup {
  id: string;
  account: string;
  /** The position of its wave. */
  wave: number;
  instances: readonly string[];
  recycleMs: number;
}

/** Groups in accounts, and the waves that a campaign rolls them in. */
export interface Layout {
  size: Size;
  accounts: readonly string[];
  waves: readonly string[];
  groups: readonly LayoutGroup[];
}

export const images = { old: 'ami-old', new: 'ami-new' };
const waves = ['canary', 'staging', 'production'];

/** Canaries are few, and production is the rest. */
const waveOf = (index: number, groups: number): number => {
  const share = index / groups;
  if (share < 0.1) return 0;
  return share < 0.4 ? 1 : 2;
};

const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export function drawLayout(random: Random, size: Size): Layout {
  const accounts = repeat(size.accounts, (index) => `act-${index + 1}`);
  const drawGroup = (index: number): LayoutGroup => ({
    id: `sig-${index + 1}`,
    // Every wave reaches every account.
    account: accounts[index % accounts.length]!,
    wave: waveOf(index, size.groups),
    instances: repeat(random.between(1, size.instances), (nth) => `ssi-${index + 1}-${nth + 1}`),
    recycleMs: random.between(...size.recycleMs),
  });
  return { size, accounts, waves, groups: repeat(size.groups, drawGroup) };
}

const tokenOf = (account: string): string => `token-of-${account}`;
const variableOf = (account: string): string => `TOKEN_${account.replaceAll('-', '_').toUpperCase()}`;

/** The tokens of all accounts, as the environment has them. */
export const tokensOf = ({ accounts }: Layout): Record<string, string> =>
  Object.fromEntries(accounts.map((account) => [variableOf(account), tokenOf(account)]));

/** The accounts of each organization: the last account is one of its own. Spot limits requests per organization. */
export const organizationsOf = ({ accounts }: Layout): string[][] =>
  accounts.length === 1 ? [[...accounts]] : [accounts.slice(0, -1), accounts.slice(-1)];

/** The window of a rate limit, in milliseconds. */
export const windowMs = 10_000;

export function scenarioOf(layout: Layout, random: Random): ScenarioInput {
  const limit = layout.size.requestsPerWindow;
  return {
    organizations: organizationsOf(layout).map((accounts) => ({ accounts, tokens: accounts.map(tokenOf) })),
    groups: layout.groups.map(({ id, account, wave, instances, recycleMs }) => ({
      id,
      name: id.replace('sig', layout.waves[wave]!),
      account,
      image: images.new,
      instances: instances.map((ssi) => ({ id: ssi, imageId: images.old })),
      group: { compute: { launchSpecification: { tags: [{ tagKey: 'wave', tagValue: layout.waves[wave]! }] } } },
      recycling: { durationMs: recycleMs },
    })),
    recycling: { lagMs: random.between(50, 300), requestedMs: 50, visible: random.chance(0.8) },
    answers: { missing: random.pick(['absent', 'null']), timestamps: random.pick(['Z', '+0000']) },
    ...(limit !== undefined && {
      rateLimits: {
        windowMs,
        routes: Object.fromEntries(
          [routeTable.listStatefulInstances, routeTable.getGroup, routeTable.listGroups].map(({ method, template }) => [
            `${method} ${template}`,
            limit,
          ]),
        ),
      },
    }),
  };
}

/** The campaign file; JSON is YAML. */
export const campaignFileOf = ({ accounts, waves: names, groups, size }: Layout): string =>
  JSON.stringify({
    name: 'soak',
    accounts: accounts.map((account) => ({ account, token_env: variableOf(account) })),
    waves: names
      .filter((_, index) => groups.some(({ wave }) => wave === index))
      .map((name) => ({ name, groups: ['*'], tags: { wave: name } })),
    at_once: size.atOnce,
    options: { timeout: '300s', poll_interval: size.pollInterval, lock_ttl: size.lockTtl },
  });
