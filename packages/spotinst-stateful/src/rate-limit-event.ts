import type { EmitEvent } from '@esg-recycler/core';
import type { RateLimitBlock } from '@esg-recycler/spotinst-client';

/** Reports a block by Spot's rate limit as an event. */
export const emitRateLimit = (emit: EmitEvent, { route, waitMs }: RateLimitBlock): void =>
  emit(
    'spot_rate_limited',
    {},
    { route, seconds: Math.ceil(waitMs / 1000), until: new Date(Date.now() + waitMs).toISOString() },
  );
