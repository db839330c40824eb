import type { Clusters, InventorySettings } from '@esg-recycler/core';
import { hostVars } from './host-vars.ts';
import { type GroupAnswer, nameHosts } from './hosts.ts';
import { compare, sortedByKey } from './sorted.ts';

/** An Ansible group of the document. */
export interface AnsibleGroup {
  hosts?: string[];
  children?: string[];
}

/** The output of an inventory script for Ansible: `_meta`, `all`, and an entry for each group. */
export interface Inventory {
  _meta: { hostvars: Record<string, Record<string, unknown>> };
  all: AnsibleGroup;
  [group: string]: AnsibleGroup | Inventory['_meta'];
}

export interface InventoryOptions extends Pick<
  InventorySettings,
  'hostvarsPrefix' | 'hostvarsSuffix' | 'includeAddressless'
> {
  clusters: Clusters;
  /** The instance in progress of a roll: an additional group with this id contains its host. */
  ssi?: string;
}

const reservedNames = new Set(['_meta', 'all', 'ungrouped']);

/** Why the name of a group cannot be an Ansible group; undefined when it can. */
function objectionTo(name: string, taken: { ids: Set<string>; hosts: Set<string> }): string | undefined {
  if (name === '') return 'is empty';
  if (reservedNames.has(name)) return 'is reserved by Ansible';
  if (taken.ids.has(name)) return 'is the id of another group or instance';
  if (taken.hosts.has(name)) return 'is the name of a host';
  return undefined;
}

/**
 * Builds the inventory document. The same state gives the same document, byte for byte.
 *
 * Ids are unique, names are not: groups with the same name share the Ansible group of that name. A name that is already
 * used is left out with a warning, and the group is listed by id.
 */
export function buildInventory(
  answers: readonly GroupAnswer[],
  { clusters, hostvarsPrefix, hostvarsSuffix, includeAddressless, ssi }: InventoryOptions,
): { inventory: Inventory; warnings: string[] } {
  const { hosts, warnings } = nameHosts(answers, { includeAddressless });
  const hostsOf = Map.groupBy(hosts, ({ answer }) => answer);
  const namesIn = (answer: GroupAnswer): string[] => (hostsOf.get(answer) ?? []).map(({ name }) => name);

  const members = new Map(answers.map((answer) => [answer.group.id, namesIn(answer)]));
  const marked = hosts.find(({ instance }) => instance.id === ssi);
  // A host that is listed by its id needs no group with the same name.
  if (marked && marked.name !== marked.instance.id) members.set(marked.instance.id, [marked.name]);

  const taken = { ids: new Set(members.keys()), hosts: new Set(hosts.map(({ name }) => name)) };
  for (const [name, sharers] of Map.groupBy(answers, ({ group }) => group.name)) {
    const ids = sharers.map(({ group }) => group.id).toSorted(compare);
    if (name === ids[0] && ids.length === 1) continue;
    const objection = objectionTo(name, taken);
    if (objection === undefined) members.set(name, sharers.flatMap(namesIn));
    else warnings.push(`The name ${JSON.stringify(name)} of ${ids.join(', ')} ${objection}: listed only by id`);
  }

  const vars = { clusters, prefix: hostvarsPrefix, suffix: hostvarsSuffix };
  const inventory: Inventory = {
    _meta: { hostvars: sortedByKey(hosts.map((host) => [host.name, hostVars(host, vars)])) },
    all: { children: [...members.keys(), 'ungrouped'].toSorted(compare) },
    ...sortedByKey<AnsibleGroup>([
      ...[...members].map(([name, names]) => [name, { hosts: names.toSorted(compare) }] as const),
      // Not `{}`: Ansible treats an entry without `hosts` as a host of that name.
      ['ungrouped', { hosts: [] }],
    ]),
  };
  return { inventory, warnings: warnings.toSorted(compare) };
}
