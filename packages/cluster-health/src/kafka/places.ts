import { type Answers, type Broker, type NodePlace, quorumsIn, readable, type Voter } from './snapshot.ts';

/** What a host is known by: itself, and the addresses that it resolves to. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Guesses which of these nodes is asked. */
export type Recognise = (places: readonly NodePlace[]) => Promise<number>;

/** Every host that a node may be recognised by: where brokers are advertised, where controllers listen. */
export const hostsIn = (answers: Answers): string[] => [
  ...new Set([
    ...brokersIn(answers).map(({ host }) => host),
    ...controllersIn(answers).flatMap(({ endpoints }) => endpoints.map(({ host }) => host)),
  ]),
];

export const brokersIn = ({ views }: Pick<Answers, 'views'>): Broker[] =>
  readable(views.values()).flatMap(({ brokers }) => brokers);

export const votersIn = (answers: Answers): Voter[] => quorumsIn(answers).flatMap(({ voters }) => voters);

/** Voters, and those that controllers know of besides: one that has lost its vote is told by them alone. */
const controllersIn = (answers: Answers): NodePlace[] => [
  ...votersIn(answers),
  ...readable(answers.controllers.values()).flatMap(({ registered }) => registered),
];

/** Which brokers are advertised at an address, and which voters listen there: by name, or by what names resolve to. */
export function createPlaces(
  answers: Answers,
  hosts: Hosts,
): {
  brokersAt: (address: string) => Broker[];
  votersAt: (address: string) => Voter[];
  controllersAt: (address: string) => NodePlace[];
  isSame: (address: string, host: string) => boolean;
} {
  const isSame = (address: string, host: string): boolean =>
    knownAs(hosts, address).some((name) => knownAs(hosts, host).includes(name));
  const listeningAt = <P extends NodePlace>(address: string, nodes: readonly P[]): P[] =>
    nodes.filter(({ endpoints }) => endpoints.some(({ host }) => isSame(address, host)));
  return {
    isSame,
    brokersAt: (address) => brokersIn(answers).filter(({ host }) => isSame(address, host)),
    votersAt: (address) => listeningAt(address, votersIn(answers)),
    controllersAt: (address) => listeningAt(address, controllersIn(answers)),
  };
}

const knownAs = (hosts: Hosts, host: string): readonly string[] => [host, ...(hosts.get(host) ?? [])];
