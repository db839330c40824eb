import { setTimeout as delay } from 'node:timers/promises';
import { SpotError } from '@esg-recycler/spotinst-client';

const attempts = 3;
const pauseMs = 1000;

/** Suspending and lifting may be done again: makes up to 3 attempts while they fail for a passing reason. */
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
