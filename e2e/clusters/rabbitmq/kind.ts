import type { ClusterKind } from '../kind.ts';
import { manage } from './management.ts';

interface NodeAnswer {
  name: string;
  running: boolean;
}

interface QueueAnswer {
  name: string;
  members?: string[];
  online?: string[];
}

/** How many nodes a node sees running; none if it does not respond. */
export const runningNodes = (address: string): Promise<number> =>
  manage<NodeAnswer[]>(address, 'nodes?columns=name,running').then(
    (nodes) => nodes.filter(({ running }) => running).length,
    () => 0,
  );

export const rabbitmq: ClusterKind = {
  name: 'rabbitmq',
  firstHost: 61,
  images: ['1', '2'],
  findFault: async (addresses) => {
    const running = await Promise.all(addresses.map(runningNodes));
    const place = running.findIndex((count) => count !== addresses.length);
    if (place >= 0) return `node ${place + 1} sees ${running[place]} nodes running`;
    const path = 'queues?columns=name,members,online';
    const queues = await manage<QueueAnswer[]>(addresses[0]!, path).catch((): QueueAnswer[] => [
      { name: 'some queue' },
    ]);
    const short = queues.find(
      ({ members = [], online = [] }) => members.length === 0 || online.length !== members.length,
    );
    return short && `${short.online?.length ?? 0} members of ${short.name} are online`;
  },
};
