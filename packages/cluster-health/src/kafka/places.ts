import { type Answers, type Broker, type NodePlace, quorumsIn, readable, type Voter } from './snapshot.ts';

/** The addresses that hosts resolve to. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Guesses which of these nodes responds. */
export type Recognize = (places: readonly NodePlace[]) => Promise<number>;

/** Every host that can identify a node: advertised hosts of brokers, listeners of controllers. */
export const hostsIn = (answers: Answers): string[] => [
  ...new Set([
    ...brokersIn(answers).map(({ host }) => host),
    ...controllersIn(answers).flatMap(({ endpoints }) => endpoints.map(({ host }) => host)),
  ]),
];

export const brokersIn = ({ views }: Pick<Answers, 'views'>): Broker[] =>
  readable(views.values()).flatMap(({ brokers }) => brokers);

export const votersIn = (answers: Answers): Voter[] => quorumsIn(answers).flatMap(({ voters }) => voters);

/** Voters, and other controllers that controllers report: only they report one that lost its vote. */
const controllersIn = (answers: Answers): NodePlace[] => [
  ...votersIn(answers),
  ...readable(answers.controllers.values()).flatMap(({ registered }) => registered),
];

/** Finds the brokers advertised at an address and the voters that listen there, by name or resolved address. */
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
