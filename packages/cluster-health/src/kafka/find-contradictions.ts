import { isGap } from '../kind/gap.ts';
import { identityOf } from './identify.ts';
import type { KafkaOptions } from './options.ts';
import { brokersIn, createPlaces, type Hosts } from './places.ts';
import type { Answers, Contradiction } from './snapshot.ts';

/**
 * What the options say of the nodes, and what brokers and controllers tell otherwise: which id is where, who is a
 * controller alone, at which port whom to ask. A check that believed such options would judge another node than the one
 * that is recycled.
 */
export function findContradictions(
  answers: Answers,
  hosts: Hosts,
  options: Pick<KafkaOptions, 'node_ids' | 'port' | 'controllers'>,
): Contradiction[] {
  const addresses = [...answers.views.keys(), ...answers.controllers.keys()];
  const reportedAt = createReported(answers, hosts);
  return [
    ...addresses.flatMap((address) => idContradictions(address, addresses, reportedAt, options)),
    ...sharedIdentities(answers, addresses),
    ...roleContradictions(answers, reportedAt, options),
    ...listenerContradictions(answers, options),
  ];
}

/** The ids of which the cluster says that they are at an address; what the node says of itself comes first. */
type Reported = (address: string) => readonly number[];

function createReported(answers: Answers, hosts: Hosts): Reported {
  const { brokersAt, votersAt } = createPlaces(answers, hosts);
  return (address) => {
    const itself = identityOf(answers, address);
    if (itself) return [itself.id];
    const brokers = answers.controllers.has(address) ? [] : brokersAt(address);
    return [...new Set((brokers.length > 0 ? brokers : votersAt(address)).map(({ id }) => id))];
  };
}

function idContradictions(
  address: string,
  addresses: readonly string[],
  reportedAt: Reported,
  { node_ids: given }: Pick<KafkaOptions, 'node_ids'>,
): Contradiction[] {
  const id = given.get(address);
  const reported = reportedAt(address);
  if (id === undefined || reported.includes(id)) return [];
  const elsewhere = addresses.filter((other) => reportedAt(other).includes(id));
  if (reported.length + elsewhere.length === 0) return [];
  const here = reported.length > 0 ? `the cluster says that ${reported.join(', ')} is there` : '';
  const there = elsewhere.length > 0 ? `${id} is at ${elsewhere.join(', ')}` : '';
  return [
    {
      subject: address,
      message: `node_ids says that ${address} is node ${id}, but ${[here, there].filter(Boolean).join(', and ')}`,
      hint: `Correct node_ids in esg_recycle_health_options, or remove ${address} from it: it is needed only where a node cannot be recognised.`,
    },
  ];
}

/** Where two addresses lead to one node, nobody has asked the other one. */
function sharedIdentities(answers: Answers, addresses: readonly string[]): Contradiction[] {
  const byId = Map.groupBy(addresses, (address) => identityOf(answers, address)?.id);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    id === undefined
      ? []
      : others.map((address) => ({
          subject: address,
          message: `${address} and ${first} are both answered by node ${id}`,
          hint: 'List every node once, by an address of its own: not by that of a proxy or a load balancer.',
        })),
  );
}

/** A node that is taken for a controller alone is not asked as a broker, and its partitions are nobody's. */
function roleContradictions(
  answers: Answers,
  reportedAt: Reported,
  { controllers: given }: Pick<KafkaOptions, 'controllers'>,
): Contradiction[] {
  const registered = new Set(brokersIn(answers).map(({ id }) => id));
  return [...answers.controllers.keys()]
    .filter((address) => given.has(address))
    .flatMap((address) => {
      const roles = identityOf(answers, address)?.roles ?? [];
      const broker = reportedAt(address).find((id) => registered.has(id));
      if (broker === undefined && !roles.includes('broker')) return [];
      const why = broker === undefined ? `its process.roles are ${roles.join()}` : `broker ${broker} is registered`;
      return [
        {
          subject: address,
          message: `controllers says that ${address} is a controller and no broker, but ${why}`,
          hint: `Remove ${address} from controllers in esg_recycle_health_options: a node that is both is asked as a broker.`,
        },
      ];
    });
}

function listenerContradictions(
  { views, controllers }: Answers,
  { controllers: given, port }: Pick<KafkaOptions, 'controllers' | 'port'>,
): Contradiction[] {
  return [...views, ...controllers].flatMap(([address, answer]) => {
    if (!isGap(answer) || !('listener' in answer)) return [];
    const [option, at] = given.has(address) ? ['controllers', given.get(address)] : ['port', port];
    const isController = answer.listener === 'controller';
    const what = isController ? 'a controller and no broker' : 'a broker and no controller';
    const hint = isController
      ? `Set port in esg_recycle_health_options to the port at which brokers serve clients; if ${address} is no broker, give controllers: ['${address}:${at}'].`
      : `Give the port of its controller listener in controllers, or remove ${address} from it if it is a broker.`;
    return [{ subject: address, message: `At ${address}, port ${at} (${option}), ${what} answers`, hint }];
  });
}
