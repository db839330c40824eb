import { hostname } from 'node:os';
import { version } from '@esg-recycler/core';
import got, { HTTPError, type Headers } from 'got';
import type { RunObserver, ReportWarning } from '../events/observer.ts';
import { messageFor } from './message.ts';
import { createNotifications, type Notification } from './notification.ts';
import type { Receiver } from './receivers.ts';

export interface NotifierLimits {
  /** The timeout of one request. */
  requestMs: number;
  /** How often a request that failed for a transient reason is sent again. */
  retries: number;
  /** The longest pause before a request is sent again. */
  pauseMs: number;
  /** How long the end of a run waits for notifications in progress. */
  closeMs: number;
}

export const notifierLimits: NotifierLimits = { requestMs: 5000, retries: 3, pauseMs: 4000, closeMs: 10_000 };

/** Why a notification was not delivered, without the URL, which got's own messages contain. */
function reasonOf(error: unknown): string {
  if (error instanceof HTTPError) return `HTTP ${error.response.statusCode}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === 'ETIMEDOUT') return 'no response in time';
  return code === undefined || code === 'ERR_ABORTED' ? 'no response before the run ended' : code;
}

/** Sends the notifications of a run, to each receiver in order. A receiver that fails is reported once. */
export function createNotifier(
  receivers: readonly Receiver[],
  warn: ReportWarning,
  { requestMs, retries, pauseMs, closeMs }: NotifierLimits = notifierLimits,
): RunObserver {
  const notificationsOf = createNotifications(hostname());
  const end = new AbortController();
  const failing = new Set<Receiver>();

  const report = (receiver: Receiver, reason: string): void => {
    if (failing.has(receiver)) return;
    failing.add(receiver);
    warn(`Cannot notify ${receiver.label}: ${reason}. The roll continues. Further failures are not reported.`);
  };

  const send = async (receiver: Receiver, notification: Notification): Promise<void> => {
    try {
      end.signal.throwIfAborted();
      const { headers, body } = messageFor(receiver, notification);
      const { statusCode } = await got.post(receiver.url, {
        body: String(body),
        headers: { ...(headers as Headers), 'user-agent': `esg-recycler/${version}` },
        timeout: { request: requestMs },
        retry: { limit: retries, methods: ['POST'], backoffLimit: pauseMs, maxRetryAfter: pauseMs },
        followRedirect: false,
        signal: end.signal,
      });
      // A redirect is not followed: it could pass the notification to another host.
      if (statusCode >= 300) report(receiver, `HTTP ${statusCode}`);
    } catch (error) {
      report(receiver, reasonOf(error));
    }
  };

  const queues = new Map(receivers.map((receiver) => [receiver, Promise.resolve()]));
  return {
    event: (event) => {
      for (const notification of notificationsOf(event)) {
        for (const [receiver, queue] of queues)
          queues.set(
            receiver,
            queue.then(() => send(receiver, notification)),
          );
      }
    },
    close: async () => {
      const timer = setTimeout(() => end.abort(), closeMs);
      await Promise.all(queues.values());
      clearTimeout(timer);
    },
  };
}
