import type { Clock } from './clock.ts';
import { readRateLimit, readReset } from './rate-limit.ts';
import { rateLimited } from './rate-limited.ts';
import type { Headers } from './transport.ts';

export interface BucketOptions {
  /** The maximum number of requests in flight. */
  concurrency: number;
  /** How long a request waits while no request passes, in milliseconds. */
  maxWaitMs: number;
  clock: Clock;
  /** Called when Spot blocks the requests of a route. */
  onBlocked?: (block: RateLimitBlock) => void;
  /** 0 to 1, for the jitter. */
  random: () => number;
}

/** A block by Spot's rate limit. */
export interface RateLimitBlock {
  /** Method and path template. */
  route: string;
  /** How long no request is sent, in milliseconds. */
  waitMs: number;
}

interface Waiter {
  since: number;
  admit: () => void;
  giveUp: (reason: unknown) => void;
}

/** What Spot reported last. `remaining` is the lowest number of the current window. */
interface Known {
  limit: number;
  remaining: number;
  windowEndsAt: number;
  /** When the next request may go although few remain. */
  nextAt: number;
}

const defaultFreezeMs = 60_000;

/**
 * The requests of one method and route template, which Spot counts together. While many requests remain they run
 * concurrently; when few remain, one at a time and spread over the window. A 429 freezes the bucket until Spot's reset.
 * Then a single request probes the limit, because Spot extends the block for clients that keep sending.
 *
 * Source: github.com/spotinst/help, src/docs/administration/api/README.md.
 */
export class Bucket {
  readonly #route: string;
  readonly #options: BucketOptions;
  readonly #queue: Waiter[] = [];
  #inFlight = 0;
  #known: Known | undefined;
  #frozenUntil = -Infinity;
  /** The number of consecutive 429s; above 0, one request at a time probes the limit. */
  #blocks = 0;
  #probing = false;
  #progressAt = -Infinity;
  #cancelTimer = () => {};

  constructor(route: string, options: BucketOptions) {
    this.#route = route;
    this.#options = options;
  }

  /**
   * Waits until a request may go. Every admitted request must `leave`.
   *
   * @param options.since when a blocked request was first sent: it goes before the others
   * @throws SpotError `spot-rate-limited`, not sent; the signal's reason when it is aborted
   */
  async enter({ since, signal }: { since?: number; signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve: admit, reject: giveUp } = Promise.withResolvers<void>();
    const waiter: Waiter = { since: since ?? this.#now(), admit, giveUp };
    if (since === undefined) this.#queue.push(waiter);
    else this.#queue.unshift(waiter);
    this.#pump();
    const leaveQueue = (): void => this.#remove(waiter, signal?.reason);
    signal?.addEventListener('abort', leaveQueue);
    return promise.finally(() => signal?.removeEventListener('abort', leaveQueue));
  }

  /** @param answer absent when the request ended without a response */
  leave(answer?: { status: number; headers: Headers }): void {
    this.#inFlight -= 1;
    const probed = this.#probing;
    this.#probing = false;
    if (answer?.status === 429) this.#freeze(answer.headers, probed);
    else if (answer) this.#pass(probed);
    if (this.#blocks === 0) this.#learn(answer?.headers ?? {});
    this.#pump();
  }

  #remove(waiter: Waiter, reason: unknown): void {
    const index = this.#queue.indexOf(waiter);
    if (index < 0) return;
    this.#queue.splice(index, 1);
    waiter.giveUp(reason);
    this.#pump();
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #jitter(): number {
    return 250 + this.#options.random() * 750;
  }

  #freeze(headers: Headers, probed: boolean): void {
    this.#blocks = probed ? this.#blocks + 1 : Math.max(this.#blocks, 1);
    const resetMs = readReset(headers);
    const freezeMs = (resetMs === undefined ? defaultFreezeMs : Math.max(resetMs, 1000)) * 2 ** (this.#blocks - 1);
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#now() + freezeMs + this.#jitter());
    this.#known = undefined;
    this.#options.onBlocked?.({ route: this.#route, waitMs: this.#frozenUntil - this.#now() });
  }

  #pass(probed: boolean): void {
    this.#progressAt = this.#now();
    // A request that was in flight when another was blocked does not show that the block is over.
    if (probed) this.#blocks = 0;
  }

  #learn(headers: Headers): void {
    const reported = readRateLimit(headers);
    if (!reported) {
      // No response, or one of a gateway: Spot may have counted the request.
      if (this.#known) this.#known.remaining = Math.max(0, this.#known.remaining - 1);
      return;
    }
    const now = this.#now();
    const before = this.#known && now < this.#known.windowEndsAt ? this.#known.remaining : Infinity;
    // Responses can arrive in another order than Spot counted them.
    const remaining = Math.min(before, reported.remaining);
    this.#known = {
      limit: reported.limit,
      remaining,
      windowEndsAt: now + reported.resetMs,
      nextAt: now + reported.resetMs / (remaining + 1) + (remaining < 1 ? this.#jitter() : 0),
    };
  }

  /** When the next request may go; Infinity: when a request in flight returns. */
  #opensAt(): number {
    const now = this.#now();
    if (now < this.#frozenUntil) return this.#frozenUntil;
    if (this.#inFlight >= this.#options.concurrency) return Infinity;
    if (this.#blocks > 0) return this.#inFlight === 0 ? now : Infinity;
    if (!this.#known) return now;
    const few = Math.floor(this.#known.limit / 10);
    if (this.#known.remaining - this.#inFlight >= Math.max(few, 1)) return now;
    return this.#inFlight === 0 ? this.#known.nextAt : Infinity;
  }

  #pump(): void {
    this.#cancelTimer();
    while (this.#queue.length > 0) {
      const opensAt = this.#opensAt();
      if (opensAt === Infinity) return;
      if (opensAt > this.#now()) {
        this.#rejectOverdue(opensAt);
        if (this.#queue.length > 0)
          this.#cancelTimer = this.#options.clock.after(opensAt - this.#now(), () => this.#pump());
        return;
      }
      this.#inFlight += 1;
      this.#probing = this.#blocks > 0;
      this.#queue.shift()?.admit();
    }
  }

  #rejectOverdue(opensAt: number): void {
    const { maxWaitMs } = this.#options;
    const staying = this.#queue.filter((waiter) => {
      if (opensAt <= Math.max(waiter.since, this.#progressAt) + maxWaitMs) return true;
      waiter.giveUp(rateLimited(this.#route, { waitMs: opensAt - this.#now(), maxWaitMs }));
      return false;
    });
    this.#queue.splice(0, this.#queue.length, ...staying);
  }
}
