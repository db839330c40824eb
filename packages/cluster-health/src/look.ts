import { setTimeout as sleep } from 'node:timers/promises';
import { judge, type Judgement, unreadable } from './judgement.ts';
import type { Kind } from './kind.ts';
import type { Overrides } from './override.ts';
import type { Question } from './question.ts';

/** However many requests one look takes: what was read at its beginning is too old by then. Milliseconds. */
export const lookTimeoutMs = 60_000;

/** How long a kind may take to end once it was told to; milliseconds. */
const graceMs = 5000;

/** One look at the cluster: read, then judged. It never fails: a cluster that cannot be read is not well yet. */
export const createLook =
  (
    kind: Kind,
    options: unknown,
    question: Question,
    overrides: Overrides,
    timeoutMs = lookTimeoutMs,
    lateMs = timeoutMs + graceMs,
  ) =>
  async (): Promise<Judgement> => {
    const watch = new AbortController();
    try {
      const snapshot = await Promise.race([
        kind.read(question, options, AbortSignal.timeout(timeoutMs)),
        sleep(lateMs, undefined, { signal: watch.signal }).then(() => {
          throw new Error(`no answer within ${lateMs} ms`);
        }),
      ]);
      return judge(kind, snapshot, question, overrides);
    } catch (error) {
      return unreadable(question.node, error);
    } finally {
      watch.abort();
    }
  };
