import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ReadingTask } from '../kind/kind.ts';
import { tlsProblem } from '../net/tls-problem.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import { askBroker, askController } from './ask.ts';
import { type Hosts, hostsIn, identify } from './identify.ts';
import type { KafkaOptions } from './options.ts';
import { reasonOf } from './reason.ts';
import { createSharing } from './share-partitions.ts';
import { type KafkaSession, withSession } from './session.ts';
import type { Gap } from '../kind/gap.ts';
import type { KafkaSnapshot } from './snapshot.ts';

/**
 * Asks every node at its own port, each for the whole cluster: the cluster notices a dead broker only when its session
 * ends, and a broker that is cut off does not notice what it misses.
 */
export async function read({ nodes }: ReadingTask, options: KafkaOptions, signal: AbortSignal): Promise<KafkaSnapshot> {
  const { controllers: controllerPorts, port } = options;
  const ask = <T>(host: string, at: number, use: (session: KafkaSession) => Promise<T>): Promise<T | Gap> =>
    withSession(host, at, options, signal, use).catch(
      (error: unknown): Gap => tlsProblem(error, `${hostInUrl(host)}:${at}`) ?? { why: reasonOf(error) },
    );
  const share = createSharing();
  const brokers = nodes.filter((address) => !controllerPorts.has(address));
  const controllers = nodes.filter((address) => controllerPorts.has(address));
  const [views, answersOfControllers] = await Promise.all([
    mapped(brokers, (address) => ask(address, port, (session) => askBroker(session).then(share))),
    mapped(controllers, (address) => ask(address, controllerPorts.get(address)!, askController)),
  ]);
  const answers = { views, controllers: answersOfControllers };
  const hosts: Hosts = await mapped([...new Set([...nodes, ...hostsIn(answers)])], resolve);
  return { ...answers, ids: identify(answers, hosts, options) };
}

const mapped = async <T>(keys: readonly string[], find: (key: string) => Promise<T>): Promise<Map<string, T>> =>
  new Map(await Promise.all(keys.map(async (key): Promise<[string, T]> => [key, await find(key)])));

/** The addresses of a host; none where it has none, so that nobody is recognised by it. */
async function resolve(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
