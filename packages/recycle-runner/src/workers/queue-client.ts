import type { SharedRedis } from '@esg-recycler/esg-store';
import { createNodeRedisClient, type IRedisClient } from 'bullmq';

/**
 * The client of the store, as BullMQ uses it. BullMQ removes its own listener when it closes; an error that is emitted
 * after that must not end the process.
 */
export function queueClient(client: SharedRedis['client']): IRedisClient {
  const adapted = createNodeRedisClient(client);
  adapted.on('error', () => {});
  return adapted;
}
