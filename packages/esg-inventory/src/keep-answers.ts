import type { Cache } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { answerKey } from './answer-key.ts';
import { groupShape, instanceShape, statusShape } from './shapes.ts';

export interface KeepOptions {
  cache: Cache;
  /** See {@link cacheScope}. */
  scope: string;
  /** How long an answer may be read for, in milliseconds; 0 keeps none. */
  ttlMs: number;
}

/**
 * The same client, whose answers about one group are left where the inventory will look for them: what a roll reads
 * afresh need not be asked for again by the Ansible that it starts. Like the inventory, it keeps only what that prints.
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
