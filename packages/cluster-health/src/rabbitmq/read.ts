import { mapConcurrently } from '@esg-recycler/core';
import { type Gap, isGap } from '../kind/gap.ts';
import type { ReadingTask } from '../kind/kind.ts';
import { gapOf } from '../net/node-error.ts';
import * as answers from './answers.ts';
import { ManagementError, type AskManagement, createAsk } from './client.ts';
import type { RabbitmqOptions } from './options.ts';
import { readQueues } from './read-queues.ts';
import type { Contents, RabbitmqView, RabbitmqSnapshot } from './snapshot.ts';

/** How many virtual hosts are listed at a time, to limit the load on the node. */
const vhostsAtOnce = 4;

function toGap(error: unknown): Gap {
  if (error instanceof ManagementError) return gapOf(error);
  throw error;
}

/** Reads what a node reports about itself. The health checks of RabbitMQ apply to the queried node. */
async function readView(ask: AskManagement, address: string): Promise<RabbitmqView | Gap> {
  const check = (name: string) => ({ path: `/api/health/checks/${name}`, accept: [503] });
  try {
    const [name, nodes, alarms, critical, withoutMirror] = await Promise.all([
      ask(address, { path: '/api/overview?columns=node', schema: answers.overview }),
      ask(address, { path: '/api/nodes?columns=name,running,partitions', schema: answers.nodes }),
      ask(address, { ...check('alarms'), schema: answers.alarms }),
      ask(address, { ...check('node-is-quorum-critical'), schema: answers.queuesInDanger }),
      // RabbitMQ 4 has neither mirrored queues nor this check.
      ask(address, { ...check('node-is-mirror-sync-critical'), schema: answers.queuesInDanger }).catch(
        (error: unknown) => {
          if (error instanceof ManagementError && error.status === 404) return [];
          throw error;
        },
      ),
    ]);
    const self = nodes.find((member) => member.name === name);
    const members = nodes.map((member) => ({ name: member.name, isRunning: member.isRunning }));
    return { name, members, partitions: self?.partitions, alarms, critical, withoutMirror };
  } catch (error) {
    return toGap(error);
  }
}

async function readContents(ask: AskManagement, askedOf: string): Promise<Contents> {
  const [vhosts, disabledFlags] = await Promise.all([
    ask(askedOf, { path: '/api/vhosts?columns=name,cluster_state', schema: answers.vhosts }),
    ask(askedOf, { path: '/api/feature-flags', schema: answers.disabledFlags }).catch(toGap),
  ]);
  const withQueues = await mapConcurrently(vhosts, vhostsAtOnce, async (vhost) => ({
    ...vhost,
    queues: await readQueues(ask, askedOf, vhost.name).catch(toGap),
  }));
  return { askedOf, vhosts: withQueues, disabledFlags };
}

/**
 * Reads the contents of the cluster from the first node that responds. If that node is being checked itself, a second node
 * is read for the check of the first.
 */
async function readFromFew(
  ask: AskManagement,
  order: readonly string[],
  recycled: readonly string[],
): Promise<RabbitmqSnapshot['contents']> {
  const contents: Contents[] = [];
  const gaps: string[] = [];
  for (const address of order) {
    try {
      contents.push(await readContents(ask, address));
      if (contents.length === 2 || !recycled.includes(address)) break;
    } catch (error) {
      gaps.push(toGap(error).why);
    }
  }
  return contents.length > 0 ? contents : { why: gaps.join('; ') || 'no node responds' };
}

/** Reads the cluster once: every node, then the contents of the cluster from one or two nodes. */
export async function read(
  { nodes, questions }: ReadingTask,
  options: RabbitmqOptions,
  signal: AbortSignal,
): Promise<RabbitmqSnapshot> {
  const ask = createAsk(options, signal);
  const views = new Map(
    await Promise.all(nodes.map(async (address) => [address, await readView(ask, address)] as const)),
  );
  const recycled = questions.map(({ node }) => node);
  const answering = nodes.filter((address) => !isGap(views.get(address)!));
  const order = [
    ...answering.filter((address) => !recycled.includes(address)),
    ...answering.filter((address) => recycled.includes(address)),
  ];
  return { views, contents: await readFromFew(ask, order, recycled) };
}
