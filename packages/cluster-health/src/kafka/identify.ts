import { isGap } from '../kind/gap.ts';
import type { KafkaOptions } from './options.ts';
import { brokersIn, createPlaces, type Hosts, votersIn } from './places.ts';
import { type Answers, type Identity, type KafkaSnapshot, readable } from './snapshot.ts';

/**
 * Which node has which id: as it says itself; as the user says; as a broker is advertised; as a controller listens. The
 * one node that is left over is the one broker, or the one voter, that is left over, be it only among the replicas of
 * partitions: so one that is down is known by what is missing.
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
  const unknown = (of: ReadonlyMap<string, unknown>): string | undefined =>
    onlyOne([...of.keys()].filter((address) => !ids.has(address)));
  const [broker, controller] = [unknown(answers.views), unknown(answers.controllers)];
  if (broker !== undefined) add(broker, onlyOne(unplacedBrokers({ ...answers, ids })));
  if (controller !== undefined) add(controller, onlyOne(unplacedVoters({ ...answers, ids })));
  return ids;
}

/**
 * Which node votes with which id: its own, or that of the one voter that listens at its address, where broker and
 * controller are processes of their own on one machine and leave together.
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

/** What a node says of itself, where it does. */
export function identityOf({ views, controllers }: Answers, address: string): Identity | undefined {
  const answer = views.get(address) ?? controllers.get(address);
  return answer === undefined || isGap(answer) || isGap(answer.identity) ? undefined : answer.identity;
}

type Identified = Answers & Pick<KafkaSnapshot, 'ids'>;

/** The ids of brokers, registered or only named as replicas, of which nobody knows at which node they are. */
export function unplacedBrokers({ ids, ...answers }: Identified): number[] {
  const lists = new Set(readable(answers.views.values()).map(({ partitions }) => partitions));
  const replicas = [...lists].flatMap((all) => all.flatMap((each) => each.replicas));
  return without(ids, [...brokersIn(answers).map(({ id }) => id), ...replicas]);
}

/** The ids of voters of which nobody knows at which node they are. */
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
