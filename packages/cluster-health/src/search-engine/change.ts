import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import {
  describeAllocation,
  enableSetting,
  isDone,
  preparation,
  restoration,
  type SettingsUpdate,
  type StoredSettings,
} from './allocation.ts';
import * as answers from './answers.ts';
import { askingOrder } from './asking-order.ts';
import { NodeError } from '../net/node-error.ts';
import { type Ask, createAsk, originOf } from './client.ts';
import type { Dialect } from './dialect.ts';
import type { SearchOptions } from './options.ts';
import { isQuorumGoneWith } from './quorum.ts';
import { read } from './read.ts';
import { isOlder } from './versions.ts';
import { unblockHint, writeBlocksOf } from './write-blocks.ts';

/** A flush writes all data in memory to disk. */
const flushTimeoutMs = 60_000;
const path = '/_cluster/settings?flat_settings=true';

interface Step {
  dialect: Dialect;
  ask: Ask;
  address: string;
  origin: string;
  question: HealthQuestion;
}

const readSettings = ({ ask, address }: Step) => ask(address, { path, schema: answers.clusterSettings });

/** Sends one request if there is anything to change, and verifies the result by reading again. */
async function update(
  step: Step,
  decide: (settings: StoredSettings) => SettingsUpdate | undefined,
): Promise<{ before: string; after: string; changed: boolean }> {
  const { ask, address, origin } = step;
  const found = await readSettings(step);
  const before = describeAllocation(found);
  const body = decide(found);
  if (body === undefined) return { before, after: before, changed: false };
  await ask(address, { method: 'PUT', path, body, schema: answers.anything }).catch((error: unknown) => {
    const [block] = writeBlocksOf(found);
    if (!(error instanceof NodeError) || block === undefined) throw error;
    throw new NodeError(error.message, error.answered, { hint: unblockHint(found, block, origin) });
  });
  const settings = await readSettings(step);
  if (isDone(settings, body)) return { before, after: describeAllocation(settings), changed: true };
  throw new EsgError(`${address} accepted new values for ${enableSetting}, but does not have them`, {
    code: 'settings-not-taken',
    exitCode: ExitCode.failed,
    hint: 'Somebody else may be changing them. Check GET /_cluster/settings, then run the command again.',
  });
}

/** Tries one node after the other. Each attempt reads first, so it does not repeat what an earlier one did. */
async function atSomeNode(
  dialect: Dialect,
  question: HealthQuestion,
  options: SearchOptions,
  signal: AbortSignal,
  attempt: (step: Step) => Promise<ClusterChange>,
): Promise<ClusterChange> {
  const ask = createAsk(dialect, options, signal);
  const failures: NodeError[] = [];
  for (const address of askingOrder(question.nodes, [question.node])) {
    try {
      return await attempt({ dialect, ask, address, origin: originOf(address, options), question });
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      failures.push(error);
    }
  }
  const message = failures.map((failure) => failure.message).join('; ');
  if (question.phase === 'before' && question.expect === 1 && failures.every(({ answered }) => !answered)) {
    return { changed: false, message: `The only node is down, so nothing was changed (${message})` };
  }
  throw new NodeError(
    message,
    failures.some(({ answered }) => answered),
    { hint: failures.find(({ hint }) => hint !== undefined)?.hint },
  );
}

/** Elasticsearch before 8 marks shards that need no recovery. It returns 409 while documents are still written. */
async function flush({ ask, address, dialect }: Step): Promise<string> {
  const request = { method: 'POST', schema: answers.anything, timeoutMs: flushTimeoutMs } as const;
  try {
    if (dialect.name === 'elasticsearch') {
      const { version } = await ask(address, { path: '/_nodes/_local/http', schema: answers.localNode });
      if (isOlder(version, '8.0.0')) {
        const synced = await ask(address, { ...request, path: '/_flush/synced', accept: [409] }).catch(() => undefined);
        if (synced !== undefined) return 'flushed';
      }
    }
    await ask(address, { ...request, path: '/_flush' });
    return 'flushed';
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    return `not flushed, so the recovery takes longer (${error.message})`;
  }
}

async function prepareAt(step: Step): Promise<ClusterChange> {
  const { before, after, changed } = await update(step, (settings) =>
    preparation(settings, step.question.node, new Date()),
  );
  const reported = changed
    ? `${enableSetting}: ${before} → ${after}`
    : `${enableSetting} is already prepared: ${after}`;
  return { changed, message: `${reported}; ${await flush(step)}` };
}

async function restoreAt(step: Step): Promise<ClusterChange> {
  const { before, after, changed } = await update(step, restoration);
  return { changed, message: changed ? `${enableSetting}: ${before} → ${after}` : 'Nothing to restore' };
}

/** If the cluster has no manager because the node is down, nothing can be changed, and no replica is rebuilt. */
async function whileManaged(
  dialect: Dialect,
  question: HealthQuestion,
  options: SearchOptions,
  signal: AbortSignal,
  attempt: (step: Step) => Promise<ClusterChange>,
): Promise<ClusterChange> {
  try {
    return await atSomeNode(dialect, question, options, signal, attempt);
  } catch (error) {
    if (error instanceof EsgError || question.expect !== 2) throw error;
    const snapshot = await read(dialect, { nodes: question.nodes, questions: [question] }, options, signal);
    if (!isQuorumGoneWith(snapshot, question)) throw error;
    const message = `Without ${question.node} there is no ${dialect.manager}, so nothing was changed (${(error as Error).message})`;
    return { changed: false, message };
  }
}

/** Prevents the cluster from rebuilding the leaving node's replicas elsewhere, and shortens its recovery. */
export const prepare = (
  dialect: Dialect,
  question: HealthQuestion,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<ClusterChange> => whileManaged(dialect, question, options, signal, prepareAt);

/** Restores the settings from before {@link prepare}. */
export const restore = (
  dialect: Dialect,
  question: HealthQuestion,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<ClusterChange> => whileManaged(dialect, question, options, signal, restoreAt);
