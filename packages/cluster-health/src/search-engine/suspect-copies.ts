import { settingOf, settingsBelow } from './setting.ts';
import { type Copy, type SearchCluster, shardKey } from './snapshot.ts';

/** The parts of a cluster that decide which copies are suspect. */
export type AllocationFacts = Pick<SearchCluster, 'members' | 'copies' | 'settings' | 'allocation'>;

const routing = 'cluster.routing.allocation';
const filters = ['require.', 'include.', 'exclude.'];

/** Data tiers do not count: every index of Elasticsearch has one, and a node with copies has the tier. */
const isFilter = (name: string): boolean =>
  filters.some((prefix) => name.startsWith(prefix)) && name !== 'include._tier_preference';

const isLimit = (value: string | undefined): boolean => value !== undefined && Number(value) > 0;

const isIndexConfined = (allocation: ReadonlyMap<string, string> = new Map()): boolean =>
  [...allocation].some(([name, value]) => isFilter(name) && value !== '') ||
  isLimit(allocation.get('total_shards_per_node'));

const isClusterConfined = ({ settings }: AllocationFacts): boolean =>
  filters.some((prefix) => settingsBelow(settings, `${routing}.${prefix}`).length > 0) ||
  isLimit(settingOf(settings, `${routing}.total_shards_per_node`));

const listOf = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

/** Whether the copies with the node's value of an awareness attribute exceed the share of that value. */
function isBeyondAwareness({ members, copies, settings }: AllocationFacts, { node, ...shard }: Copy): boolean {
  const valueOf = (attribute: string, id: string | undefined) =>
    members.find((member) => member.id === id)?.attributes[attribute];
  const holders = copies.filter((copy) => shardKey(copy) === shardKey(shard)).map((copy) => copy.node);
  return listOf(settingOf(settings, `${routing}.awareness.attributes`)).some((attribute) => {
    const forced = listOf(settingOf(settings, `${routing}.awareness.force.${attribute}.values`));
    const present = members.flatMap(({ attributes }) => attributes[attribute] ?? []);
    const share = Math.ceil(holders.length / Math.max(new Set([...forced, ...present]).size, 1));
    return holders.filter((id) => valueOf(attribute, id) === valueOf(attribute, node)).length > share;
  });
}

/**
 * The copies on a node that a setting may forbid, so that they could not return to it. They are the input of
 * `_cluster/allocation/explain`. One copy per index represents its index settings, and one copy per node represents the
 * cluster settings.
 */
export function suspectCopies(facts: AllocationFacts, node: string): Copy[] {
  const held = facts.copies.filter((copy) => copy.node === node && copy.state === 'STARTED');
  const byIndex = [...Map.groupBy(held, ({ index }) => index)];
  const confined = byIndex
    .filter(([index]) => isIndexConfined(facts.allocation.get(index)))
    .map(([, [first]]) => first!);
  const isAware = listOf(settingOf(facts.settings, `${routing}.awareness.attributes`)).length > 0;
  const crowded = isAware ? held.filter((copy) => isBeyondAwareness(facts, copy)) : [];
  return [...new Set([...confined, ...crowded, ...(isClusterConfined(facts) ? held.slice(0, 1) : [])])];
}
