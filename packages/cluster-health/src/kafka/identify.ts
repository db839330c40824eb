import type { KafkaOptions } from './options.ts';
import { type Broker, quorumsIn, readable, type KafkaSnapshot, type BrokerView } from './snapshot.ts';

/** What a host is known by: itself, and the addresses that it resolves to. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Every host that a node may be recognised by: where brokers are advertised, where controllers listen. */
export const hostsIn = (read: Omit<KafkaSnapshot, 'ids'>): string[] => [
  ...new Set([
    ...brokersIn(read).map(({ host }) => host),
    ...quorumsIn(read).flatMap(({ voters }) => voters.flatMap(({ hosts }) => hosts)),
  ]),
];

/**
 * Which node has which id: as the user says; as a broker is advertised; as a controller listens. The one node that is
 * left over is the one broker that is left over, be it only among the replicas of partitions: so a broker that is down
 * is known by what is missing.
 */
export function identify(
  read: Omit<KafkaSnapshot, 'ids'>,
  hosts: Hosts,
  { node_ids: given, port }: Pick<KafkaOptions, 'node_ids' | 'port'>,
): ReadonlyMap<string, number> {
  const brokers = brokersIn(read);
  const voters = quorumsIn(read).flatMap((quorum) => quorum.voters);
  const isSame = (address: string, host: string): boolean =>
    knownAs(hosts, address).some((name) => knownAs(hosts, host).includes(name));
  const brokerAt = (address: string): number | undefined => {
    const there = brokers.filter(({ host }) => isSame(address, host));
    return (
      onlyOne(there.map(({ id }) => id)) ?? onlyOne(there.filter((each) => each.port === port).map(({ id }) => id))
    );
  };
  const voterAt = (address: string): number | undefined =>
    onlyOne(voters.filter((voter) => voter.hosts.some((host) => isSame(address, host))).map(({ id }) => id));

  const addresses = [...read.views.keys(), ...read.controllers.keys()];
  const ids = new Map(addresses.flatMap((address) => entry(address, given.get(address))));
  const add = (address: string, id: number | undefined): void => {
    if (!ids.has(address) && id !== undefined && ![...ids.values()].includes(id)) ids.set(address, id);
  };
  for (const address of addresses) add(address, brokerAt(address));
  for (const address of addresses) add(address, voterAt(address));
  const unknown = onlyOne([...read.views.keys()].filter((address) => !ids.has(address)));
  if (unknown !== undefined) add(unknown, onlyOne(unplacedBrokers({ ...read, ids })));
  return ids;
}

/** The ids of brokers, registered or only named as replicas, of which nobody knows at which node they are. */
export function unplacedBrokers(snapshot: KafkaSnapshot): number[] {
  const placed = new Set(snapshot.ids.values());
  const lists = new Set(viewsIn(snapshot).map(({ partitions }) => partitions));
  const replicas = [...lists].flatMap((all) => all.flatMap((each) => each.replicas));
  const all = new Set([...brokersIn(snapshot).map(({ id }) => id), ...replicas]);
  return [...all].filter((id) => !placed.has(id)).toSorted((one, other) => one - other);
}

const entry = <T>(key: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[key, value]]);

const knownAs = (hosts: Hosts, host: string): readonly string[] => [host, ...(hosts.get(host) ?? [])];

const viewsIn = ({ views }: Pick<KafkaSnapshot, 'views'>): BrokerView[] => readable(views.values());

const brokersIn = (read: Pick<KafkaSnapshot, 'views'>): Broker[] => viewsIn(read).flatMap(({ brokers }) => brokers);

function onlyOne<T>(values: readonly T[]): T | undefined {
  const different = new Set(values);
  return different.size === 1 ? values[0] : undefined;
}
