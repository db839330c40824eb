import type { Cache } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { answerKey } from './answer-key.ts';
import { groupShape, instanceShape, statusShape } from './shapes.ts';

export interface KeepOptions {
  cache: Cache;
  /** See {@link cacheScope}. */
  scope: string;
  /** How long a response is valid, in milliseconds; 0 stores none. */
  ttlMs: number;
}

/**
 * The same client, which also stores its responses about one group in the cache of the inventory. Ansible, which a roll
 * starts, then need not read them again. Like the inventory, it stores only what the inventory prints.
 */
export function keepAnswers(client: SpotClient, { cache, scope, ttlMs }: KeepOptions): SpotClient {
  const keep = async (part: string, id: string, shape: z.ZodType, answer: unknown): Promise<void> => {
    const kept = shape.safeParse(answer);
    const key = answerKey(scope, client.accountId, part, id);
    if (kept.success) await cache.set(key, kept.data, ttlMs);
    else await cache.delete(key);
  };
  return {
    ...client,
    async getGroup(id, options) {
      const group = await client.getGroup(id, options);
      await keep('group', id, groupShape, group);
      return group;
    },
    async listStatefulInstances(id, options) {
      const instances = await client.listStatefulInstances(id, options);
      await keep('instances', id, z.array(instanceShape), instances);
      return instances;
    },
    async getGroupStatus(id) {
      const status = await client.getGroupStatus(id);
      await keep('status', id, z.array(statusShape), status);
      return status;
    },
  };
}
