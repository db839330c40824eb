import { queueColumns, queues } from './answers.ts';
import { ManagementError, type AskManagement } from './client.ts';
import type { Queue } from './snapshot.ts';

/** Milliseconds. RabbitMQ 3.10 took up to five seconds to list 5000 queues. */
const timeoutMs = 40_000;

/**
 * Reads the queues of a virtual host in one response, because paging can miss queues while other queues are created or
 * deleted. Reads one virtual host at a time, because a list of all queues silently omits the virtual hosts in which the
 * user has no permissions.
 *
 * @throws ManagementError
 */
export async function readQueues(ask: AskManagement, address: string, vhost: string): Promise<readonly Queue[]> {
  const path = `/api/queues/${encodeURIComponent(vhost)}?columns=${queueColumns}`;
  return ask(address, { path, schema: queues, timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof ManagementError) || error.status !== 401) throw error;
    const hint = `Grant the user permissions in the virtual host, which may be empty: rabbitmqctl set_permissions --vhost '${vhost}' USER '^$' '^$' '^$'`;
    throw new ManagementError(error.message, { hint, isLasting: true }, 401);
  });
}
