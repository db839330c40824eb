import { setTimeout as delay } from 'node:timers/promises';
import { SpotError } from '@esg-recycler/spotinst-client';

const attempts = 3;
const pauseMs = 1000;

/** Retries transient errors, up to 3 attempts: suspending and resuming processes is idempotent. */
export async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof SpotError) || !error.transient || count === attempts) throw error;
    }
    await delay(pauseMs);
  }
}
