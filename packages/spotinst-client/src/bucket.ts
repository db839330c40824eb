import { ExitCode, formatDuration } from '@esg-recycler/core';
import type { Clock } from './clock.ts';
import { readRateLimit, readReset } from './rate-limit.ts';
import { SpotError } from './spot-error.ts';
import type { Headers } from './transport.ts';

export interface BucketOptions {
  /** Requests in flight at most. */
  concurrency: number;
  /** How long a request waits while none gets through, in milliseconds. */
  maxWaitMs: number;
  clock: Clock;
  /** 0 to 1, for the jitter. */
  random: () => number;
}

interface Waiter {
  since: number;
  admit: () => void;
  giveUp: (reason: unknown) => void;
}

/** What Spot last said, `remaining` being the least that was heard in the current window. */
interface Known {
  limit: number;
  remaining: number;
  windowEndsAt: number;
  /** When a request may be made although few remain. */
  nextAt: number;
}

const defaultFreezeMs = 60_000;

/**
 * The requests of one method and route template, which Spot counts together. While Spot says that many remain they
 * go side by side; when few do, one by one and spread over the window. A 429 freezes the bucket until Spot's reset,
 * and then a single request tries whether the way is free: Spot prolongs the block for whoever goes on asking.
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
  /** Blocks in a row; more than none means that one request at a time tries. */
  #blocks = 0;
  #trying = false;
  #progressAt = -Infinity;
  #cancelTimer = () => {};

  constructor(route: string, options: BucketOptions) {
    this.#route = route;
    this.#options = options;
  }

  /**
   * Waits for the turn of a request; every one that was admitted must `leave`.
   *
   * @param options.since when a request that was blocked first asked: it goes before the others
   * @throws SpotError `spot-rate-limited`, not sent; the signal's reason when it fires meanwhile
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

  /** @param answer nothing, where the request ended without one */
  leave(answer?: { status: number; headers: Headers }): void {
    this.#inFlight -= 1;
    const tried = this.#trying;
    this.#trying = false;
    if (answer?.status === 429) this.#freeze(answer.headers, tried);
    else if (answer) this.#pass(tried);
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

  #freeze(headers: Headers, tried: boolean): void {
    this.#blocks = tried ? this.#blocks + 1 : Math.max(this.#blocks, 1);
    const resetMs = readReset(headers);
    const freezeMs = (resetMs === undefined ? defaultFreezeMs : Math.max(resetMs, 1000)) * 2 ** (this.#blocks - 1);
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#now() + freezeMs + this.#jitter());
    this.#known = undefined;
  }

  #pass(tried: boolean): void {
    this.#progressAt = this.#now();
    // Requests that were in flight when another was blocked say nothing about the way being free again.
    if (tried) this.#blocks = 0;
  }

  #learn(headers: Headers): void {
    const heard = readRateLimit(headers);
    if (!heard) {
      // No answer, or one of a gateway: it may have been counted all the same.
      if (this.#known) this.#known.remaining = Math.max(0, this.#known.remaining - 1);
      return;
    }
    const now = this.#now();
    const before = this.#known && now < this.#known.windowEndsAt ? this.#known.remaining : Infinity;
    // Answers may arrive in another order than they were counted in.
    const remaining = Math.min(before, heard.remaining);
    this.#known = {
      limit: heard.limit,
      remaining,
      windowEndsAt: now + heard.resetMs,
      nextAt: now + heard.resetMs / (remaining + 1) + (remaining < 1 ? this.#jitter() : 0),
    };
  }

  /** When the next request may go; Infinity: when one of those in flight has come back. */
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
        this.#dismissThoseWhoWouldWaitTooLong(opensAt);
        if (this.#queue.length > 0)
          this.#cancelTimer = this.#options.clock.after(opensAt - this.#now(), () => this.#pump());
        return;
      }
      this.#inFlight += 1;
      this.#trying = this.#blocks > 0;
      this.#queue.shift()?.admit();
    }
  }

  #dismissThoseWhoWouldWaitTooLong(opensAt: number): void {
    const { maxWaitMs } = this.#options;
    const staying = this.#queue.filter((waiter) => {
      if (opensAt <= Math.max(waiter.since, this.#progressAt) + maxWaitMs) return true;
      waiter.giveUp(this.#tooLong(opensAt - this.#now()));
      return false;
    });
    this.#queue.splice(0, this.#queue.length, ...staying);
  }

  #tooLong(waitMs: number): SpotError {
    const { maxWaitMs } = this.#options;
    return new SpotError(
      `${this.#route}: Spot's rate limit lets nothing through for another ${formatDuration(waitMs)}, and no request waits longer than ${formatDuration(maxWaitMs)}`,
      {
        code: 'spot-rate-limited',
        exitCode: ExitCode.unreachable,
        outcome: 'not-sent',
        transient: true,
        hint: 'Find what else uses up the limit (every tool and user of the organisation counts), or ask Spot to raise it.',
      },
    );
  }
}
