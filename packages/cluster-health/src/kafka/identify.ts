import { isGap } from '../kind/gap.ts';
import type { KafkaOptions } from './options.ts';
import { brokersIn, createPlaces, type Hosts, votersIn } from './places.ts';
import { type Answers, type Identity, type KafkaSnapshot, readable } from './snapshot.ts';

/**
 * Maps nodes to ids, by these sources in order: the node's own report, the options, the advertised address of a broker,
 * the endpoint of a controller. If one node and one broker (or voter) remain, they match. A broker that appears only
 * among replicas counts, which identifies a node that is down.
 */
export function identify(
  answers: Answers,
  hosts: Hosts,
  { node_ids: given, port }: Pick<KafkaOptions, 'node_ids' | 'port'>,
): ReadonlyMap<string, number> {
  const { brokersAt, votersAt } = createPlaces(answers, hosts);
  const brokerAt = (address: string): number | undefined => {
    const there = brokersAt(address);
    return (
      onlyOne(there.map(({ id }) => id)) ?? onlyOne(there.filter((each) => each.port === port).map(({ id }) => id))
    );
  };
  const addresses = [...answers.views.keys(), ...answers.controllers.keys()];
  const ids = new Map<string, number>();
  const add = (address: string, id: number | undefined): void => {
    if (!ids.has(address) && id !== undefined && ![...ids.values()].includes(id)) ids.set(address, id);
  };
  for (const address of addresses) add(address, identityOf(answers, address)?.id);
  for (const address of addresses) add(address, given.get(address));
  for (const address of answers.views.keys()) add(address, brokerAt(address));
  for (const address of addresses) add(address, onlyOne(votersAt(address).map(({ id }) => id)));
  const unidentified = (of: ReadonlyMap<string, unknown>): string | undefined =>
    onlyOne([...of.keys()].filter((address) => !ids.has(address)));
  const [broker, controller] = [unidentified(answers.views), unidentified(answers.controllers)];
  if (broker !== undefined) add(broker, onlyOne(unplacedBrokers({ ...answers, ids })));
  if (controller !== undefined) add(controller, onlyOne(unplacedVoters({ ...answers, ids })));
  return ids;
}

/**
 * Maps nodes to the ids they vote with: their own, or that of the only voter at their address if broker and controller
 * are separate processes on one machine and leave together.
 */
export function identifyVoters(
  answers: Answers,
  hosts: Hosts,
  ids: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const { votersAt } = createPlaces(answers, hosts);
  const voters = new Set(votersIn(answers).map(({ id }) => id));
  return new Map(
    [...answers.views.keys(), ...answers.controllers.keys()].flatMap((address): [string, number][] => {
      const own = ids.get(address);
      const id = own !== undefined && voters.has(own) ? own : onlyOne(votersAt(address).map((voter) => voter.id));
      return id === undefined ? [] : [[address, id]];
    }),
  );
}

/** What a node reports about itself, if it does. */
export function identityOf({ views, controllers }: Answers, address: string): Identity | undefined {
  const answer = views.get(address) ?? controllers.get(address);
  return answer === undefined || isGap(answer) || isGap(answer.identity) ? undefined : answer.identity;
}

type Identified = Answers & Pick<KafkaSnapshot, 'ids'>;

/** The ids of brokers, registered or only among replicas, that match no node. */
export function unplacedBrokers({ ids, ...answers }: Identified): number[] {
  const lists = new Set(readable(answers.views.values()).map(({ partitions }) => partitions));
  const replicas = [...lists].flatMap((all) => all.flatMap((each) => each.replicas));
  return without(ids, [...brokersIn(answers).map(({ id }) => id), ...replicas]);
}

/** The ids of voters that match no node. */
export const unplacedVoters = ({ ids, ...answers }: Identified): number[] =>
  without(
    ids,
    votersIn(answers).map(({ id }) => id),
  );

const without = (ids: ReadonlyMap<string, number>, all: readonly number[]): number[] => {
  const placed = new Set(ids.values());
  return [...new Set(all)].filter((id) => !placed.has(id)).toSorted((one, other) => one - other);
};

function onlyOne<T>(values: readonly T[]): T | undefined {
  const different = new Set(values);
  return different.size === 1 ? values[0] : undefined;
}
