import { z } from 'zod';
import type { Alarm, RabbitmqMember, NamedQueue, Queue } from './snapshot.ts';

/** `GET /api/overview?columns=node`: the name of the queried node. */
export const overview = z.object({ node: z.string() }).transform(({ node }) => node);

/** `GET /api/nodes?columns=name,running,partitions`. A node that has just started reports no partitions yet. */
export const nodes = z.array(
  z
    .object({ name: z.string(), running: z.boolean(), partitions: z.array(z.string()).optional() })
    .transform(({ name, running, partitions }): RabbitmqMember & { partitions: string[] | undefined } => ({
      name,
      isRunning: running,
      partitions,
    })),
);

/** The response of a health check: status 200 if it passes, 503 if it fails. */
const checkOf = <Found>(key: string, found: z.ZodType<Found>) =>
  z
    .object({ status: z.enum(['ok', 'failed']), [key]: z.array(found).optional() })
    .transform((answer, context): Found[] => {
      const all = (answer as Record<string, Found[] | undefined>)[key] ?? [];
      if (answer.status === 'ok' || all.length > 0) return all;
      context.addIssue('a failed check names no subject');
      return z.NEVER;
    });

const namedQueue = z
  .object({ name: z.string(), virtual_host: z.string(), type: z.string() })
  .transform(({ name, virtual_host: vhost, type }): NamedQueue => ({ vhost, name, type }));

/** `GET /api/health/checks/node-is-quorum-critical`, `…/node-is-mirror-sync-critical` */
export const queuesInDanger = checkOf('queues', namedQueue);

/** `GET /api/health/checks/alarms` */
export const alarms = checkOf<Alarm>('alarms', z.object({ node: z.string(), resource: z.string() }));

/** `GET /api/vhosts?columns=name,cluster_state` */
export const vhosts = z.array(
  z
    .object({ name: z.string(), cluster_state: z.record(z.string(), z.string()) })
    .transform(({ name, cluster_state: states }) => ({ name, states: new Map(Object.entries(states)) })),
);

/** The columns read for each queue. */
export const queueColumns = [
  'vhost',
  'name',
  'type',
  'node',
  'durable',
  'exclusive',
  'members',
  'online',
  'slave_nodes',
  'synchronised_slave_nodes',
].join();

const names = z.array(z.string()).optional();

const queue = z
  .object({
    vhost: z.string(),
    name: z.string(),
    type: z.string(),
    node: z.string().optional(),
    durable: z.boolean(),
    exclusive: z.boolean(),
    members: names,
    online: names,
    slave_nodes: names,
    synchronised_slave_nodes: names,
  })
  .transform(({ vhost, name, type, node, members, online, ...rest }): Queue => ({
    vhost,
    name,
    type,
    node,
    isDurable: rest.durable,
    isExclusive: rest.exclusive,
    members,
    online,
    mirrors: rest.slave_nodes,
    synchronisedMirrors: rest.synchronised_slave_nodes,
  }));

/** `GET /api/queues/VHOST?columns=…` */
export const queues = z.array(queue);

/** `GET /api/feature-flags`: the stable flags that are disabled. */
export const disabledFlags = z
  .array(z.object({ name: z.string(), state: z.string(), stability: z.string() }))
  .transform((flags) =>
    flags.filter(({ state, stability }) => state === 'disabled' && stability === 'stable').map(({ name }) => name),
  );
