import { queueColumns, queues } from './answers.ts';
import { ManagementError, type AskManagement } from './client.ts';
import type { Queue } from './snapshot.ts';

/** Listing five thousand queues took RabbitMQ 3.10 up to five seconds. Milliseconds. */
const timeoutMs = 40_000;

/**
 * Reads the queues of a virtual host, in one answer: put together from pages, of which RabbitMQ remembers none, it would
 * miss queues where others came and went meanwhile. One virtual host at a time, because a list of all leaves those out
 * where the user has no permissions, without a word.
 *
 * @throws ManagementError
 */
export async function readQueues(ask: AskManagement, address: string, vhost: string): Promise<readonly Queue[]> {
  const path = `/api/queues/${encodeURIComponent(vhost)}?columns=${queueColumns}`;
  return ask(address, { path, schema: queues, timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof ManagementError) || error.status !== 401) throw error;
    const hint = `Give the user permissions there, which may be empty: rabbitmqctl set_permissions --vhost '${vhost}' USER '^$' '^$' '^$'`;
    throw new ManagementError(error.message, { hint, isLasting: true }, 401);
  });
}
