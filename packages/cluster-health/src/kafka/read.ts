import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Gap } from '../kind/gap.ts';
import type { ReadingTask } from '../kind/kind.ts';
import { tlsProblem } from '../net/tls-problem.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import { askBroker } from './ask-broker.ts';
import { askController } from './ask-controller.ts';
import { controllersToAsk, withControllers } from './find-controllers.ts';
import { findContradictions } from './find-contradictions.ts';
import { identify, identifyVoters } from './identify.ts';
import type { KafkaOptions } from './options.ts';
import { type Hosts, hostsIn, type Recognize } from './places.ts';
import { gapOf } from './reason.ts';
import { type KafkaSession, withSession } from './session.ts';
import { createSharing } from './share-partitions.ts';
import type { Answers, KafkaSnapshot } from './snapshot.ts';

/**
 * Queries every node at its own port for its view of the cluster. The cluster notices a dead broker only when its
 * session ends, and a broker that is cut off does not notice what it misses.
 */
export async function read({ nodes }: ReadingTask, options: KafkaOptions, signal: AbortSignal): Promise<KafkaSnapshot> {
  const { controllers: controllerPorts, node_ids: given, port } = options;
  const resolve = createResolver();
  const isSame = async (one: string, other: string): Promise<boolean> => {
    const [names, others] = await Promise.all([resolve(one), resolve(other)]);
    return one === other || names.some((name) => others.includes(name));
  };
  /** The id from the options, else the place at this address (at this port if there are several), else any place. */
  const recognizerAt =
    (address: string, at: number): Recognize =>
    async (places) => {
      const here = await Promise.all(
        places.map(async ({ endpoints: [endpoint] }): Promise<number> => {
          if (endpoint === undefined || !(await isSame(address, endpoint.host))) return 0;
          return endpoint.port === at ? 2 : 1;
        }),
      );
      const best = here.indexOf(Math.max(...here));
      return given.get(address) ?? places[best]?.id ?? 0;
    };
  const ask = <T>(
    host: string,
    at: number,
    use: (session: KafkaSession, recognize: Recognize) => Promise<T>,
  ): Promise<T | Gap> =>
    withSession(host, at, options, signal, (session) => use(session, recognizerAt(host, at))).catch(
      (error: unknown): Gap => tlsProblem(error, `${hostInUrl(host)}:${at}`) ?? gapOf(error),
    );
  const hostsOf = (answers: Answers): Promise<Hosts> => mapped([...new Set([...nodes, ...hostsIn(answers)])], resolve);
  const share = createSharing();
  const brokers = nodes.filter((address) => !controllerPorts.has(address));
  const controllers = nodes.filter((address) => controllerPorts.has(address));
  const [views, answersOfControllers] = await Promise.all([
    mapped(brokers, (address) => ask(address, port, (session, recognize) => askBroker(session, recognize).then(share))),
    mapped(controllers, (address) => ask(address, controllerPorts.get(address)!, askController)),
  ]);
  let answers: Answers = { views, controllers: answersOfControllers };
  let hosts = await hostsOf(answers);
  // Brokers report voters. Only controllers report controllers without a vote, hence the second round.
  const tried = new Set<string>();
  for (let round = 0; round < 2; round += 1) {
    const others = new Map([...controllersToAsk(answers, hosts)].filter(([address]) => !tried.has(address)));
    const asked = await mapped([...others.keys()], (address) => ask(address, others.get(address)!, askController));
    for (const address of others.keys()) tried.add(address);
    answers = withControllers(answers, asked);
    hosts = await hostsOf(answers);
  }
  const ids = identify(answers, hosts, options);
  return {
    ...answers,
    ids,
    voterIds: identifyVoters(answers, hosts, ids),
    contradictions: findContradictions(answers, hosts, options),
  };
}

const mapped = async <T>(keys: readonly string[], find: (key: string) => Promise<T>): Promise<Map<string, T>> =>
  new Map(await Promise.all(keys.map(async (key): Promise<[string, T]> => [key, await find(key)])));

/** Resolves hosts, each once. A host that does not resolve has no addresses and identifies no node. */
function createResolver(): (host: string) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>();
  return (host) => {
    const found = known.get(host) ?? (isIP(host) ? Promise.resolve([host]) : addressesOf(host));
    known.set(host, found);
    return found;
  };
}

const addressesOf = (host: string): Promise<string[]> =>
  lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
