import type { Clock } from '../clock.ts';
import type { Headers } from '../transport.ts';

export interface RateLimitedServerOptions {
  clock: Clock;
  /** Requests per window. */
  limit: number;
  windowMs: number;
  /** The total latency of the n-th request, in milliseconds. */
  latencyMs: (n: number) => number;
  /** Omits the headers. */
  silent?: boolean;
}

/** Spot's sliding window in its strictest reading: a blocked request also counts, and extends the block. */
export function createRateLimitedServer({ clock, limit, windowMs, latencyMs, silent }: RateLimitedServerOptions) {
  const counted: number[] = [];
  const statistics = { sent: 0, blocked: 0, inFlight: 0, mostInFlight: 0 };
  const travel = (ms: number) =>
    new Promise<void>((resolve) => {
      clock.after(ms, resolve);
    });

  async function send(): Promise<{ status: number; headers: Headers }> {
    const latency = latencyMs(statistics.sent);
    statistics.sent += 1;
    statistics.inFlight += 1;
    statistics.mostInFlight = Math.max(statistics.mostInFlight, statistics.inFlight);
    await travel(latency / 2);

    const now = clock.now();
    counted.push(now);
    const inWindow = counted.filter((at) => at > now - windowMs);
    const isBlocked = inWindow.length > limit;
    if (isBlocked) statistics.blocked += 1;
    const allowedAt = (inWindow[Math.max(0, inWindow.length - limit)] ?? now) + windowMs;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - inWindow.length)),
      'x-ratelimit-reset': String(Math.ceil((allowedAt - now) / 1000)),
    };

    await travel(latency / 2);
    statistics.inFlight -= 1;
    return { status: isBlocked ? 429 : 200, headers: silent ? {} : headers };
  }

  return { send, statistics };
}
