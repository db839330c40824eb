import { isGap } from '../kind/gap.ts';
import { identityOf } from './identify.ts';
import type { KafkaOptions } from './options.ts';
import { brokersIn, createPlaces, type Hosts } from './places.ts';
import type { Answers, Contradiction } from './snapshot.ts';

/**
 * Finds where the options contradict what brokers and controllers report: node ids, controller-only nodes, ports. With
 * wrong options, the health check would evaluate another node than the one that is recycled.
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

/** The ids that the cluster reports at an address. The node's own report comes first. */
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
  const here = reported.length > 0 ? `node ${reported.join(', ')} there` : '';
  const there = elsewhere.length > 0 ? `node ${id} at ${elsewhere.join(', ')}` : '';
  return [
    {
      subject: address,
      message: `node_ids maps ${address} to node ${id}, but the cluster reports ${[here, there].filter(Boolean).join(' and ')}`,
      hint: `Correct node_ids in esg_recycle_health_options, or remove ${address} from it: node_ids is needed only for a node that cannot be identified otherwise.`,
    },
  ];
}

/** If two addresses lead to one node, another node has not been checked. */
function sharedIdentities(answers: Answers, addresses: readonly string[]): Contradiction[] {
  const byId = Map.groupBy(addresses, (address) => identityOf(answers, address)?.id);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    id === undefined
      ? []
      : others.map((address) => ({
          subject: address,
          message: `${address} and ${first} both lead to node ${id}`,
          hint: 'List each node once, by its own address. Do not list the address of a proxy or a load balancer.',
        })),
  );
}

/** A broker that the options declare controller-only is not checked as a broker, and its partitions are ignored. */
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
          message: `controllers declares ${address} a controller-only node, but ${why}`,
          hint: `Remove ${address} from controllers in esg_recycle_health_options: a node with both roles is checked as a broker.`,
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
    const what = isController
      ? 'a controller responds instead of a broker'
      : 'a broker responds instead of a controller';
    const hint = isController
      ? `Set port in esg_recycle_health_options to the port where brokers serve clients. If ${address} is not a broker, set controllers: ['${address}:${at}'].`
      : `Set the port of its controller listener in controllers, or remove ${address} from it if it is a broker.`;
    return [{ subject: address, message: `At ${address}, port ${at} (option ${option}), ${what}`, hint }];
  });
}
