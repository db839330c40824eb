import { type Answers, type Broker, type Endpoint, quorumsIn, readable, type Voter } from './snapshot.ts';

/** What a host is known by: itself, and the addresses that it resolves to. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** A node by its id, and where it is told to be. */
export interface NodePlace {
  id: number;
  endpoints: readonly Endpoint[];
}

/** Guesses which of these nodes is asked. */
export type Recognise = (places: readonly NodePlace[]) => Promise<number>;

/** Every host that a node may be recognised by: where brokers are advertised, where controllers listen. */
export const hostsIn = (answers: Answers): string[] => [
  ...new Set([
    ...brokersIn(answers).map(({ host }) => host),
    ...votersIn(answers).flatMap(({ endpoints }) => endpoints.map(({ host }) => host)),
  ]),
];

export const brokersIn = ({ views }: Pick<Answers, 'views'>): Broker[] =>
  readable(views.values()).flatMap(({ brokers }) => brokers);

export const votersIn = (answers: Answers): Voter[] => quorumsIn(answers).flatMap(({ voters }) => voters);

/** Which brokers are advertised at an address, and which voters listen there: by name, or by what names resolve to. */
export function createPlaces(
  answers: Answers,
  hosts: Hosts,
): {
  brokersAt: (address: string) => Broker[];
  votersAt: (address: string) => Voter[];
  isSame: (address: string, host: string) => boolean;
} {
  const isSame = (address: string, host: string): boolean =>
    knownAs(hosts, address).some((name) => knownAs(hosts, host).includes(name));
  return {
    isSame,
    brokersAt: (address) => brokersIn(answers).filter(({ host }) => isSame(address, host)),
    votersAt: (address) =>
      votersIn(answers).filter(({ endpoints }) => endpoints.some(({ host }) => isSame(address, host))),
  };
}

const knownAs = (hosts: Hosts, host: string): readonly string[] => [host, ...(hosts.get(host) ?? [])];
