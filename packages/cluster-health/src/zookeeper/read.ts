import type { ReadingTask } from '../kind/kind.ts';
import { NodeError } from '../net/node-error.ts';
import { askAdminServer } from './admin-server.ts';
import { askFourLetterWord, PortClosedError } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from './snapshot.ts';

const notServing = 'not currently serving requests';

/** A member that answers, but has no quorum, or is still joining it. */
class NotServingError extends Error {
  override readonly message = 'it answers, but serves no requests: it has no quorum, or is still joining';
}

/**
 * Reads every member, then asks each for its mode again: leadership that moved while it was read belongs to two
 * ensembles, as it were, and must not be judged as one.
 */
export async function read(
  { nodes }: ReadingTask,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<ZookeeperSnapshot> {
  const first = await Promise.all(nodes.map((address) => readMember(address, options, signal)));
  const members = await Promise.all(
    nodes.map(async (address, index): Promise<[string, ZookeeperMember]> => {
      const member = first[index]!;
      if (member.problem !== undefined) return [address, member];
      const again = await orProblem(async () => ({ modeAfter: await readMode(address, options, signal) }));
      return [address, { ...member, ...again }];
    }),
  );
  return { members: new Map(members), maxOutstandingRequests: options.max_outstanding_requests };
}

const orProblem = (ask: () => Promise<ZookeeperMember>): Promise<ZookeeperMember> =>
  ask().catch((error: Error) => ({
    problem: error.message,
    ...(error instanceof NotServingError && { servesNobody: true }),
    ...(error instanceof NodeError && error.hint !== undefined && { hint: error.hint }),
    ...(error instanceof NodeError && error.isLasting && { isLasting: true }),
  }));

const readMember = (address: string, options: ZookeeperOptions, signal: AbortSignal): Promise<ZookeeperMember> =>
  orProblem(async () => {
    const mode = await readMode(address, options, signal);
    const told = await readMonitor(address, options, signal).catch((error: unknown) => {
      if (error instanceof NotWhitelistedError) return error.message;
      throw error;
    });
    // A member that may not be asked this is none that is down.
    if (typeof told === 'string') return { mode, unmonitored: told };
    const number = (key: string) => toNumber(told.get(key));
    return {
      mode,
      peerState: told.get('peer_state'),
      quorumSize: number('quorum_size'),
      outstandingRequests: number('outstanding_requests'),
      syncedFollowers: number('synced_followers'),
      syncedNonVotingFollowers: number('synced_non_voting_followers'),
      pendingSyncs: number('pending_syncs'),
    };
  });

/** Numbers may be written `0.0`; whatever is none is a gap. */
function toNumber(text: string | undefined): number | undefined {
  const number = Number(text?.trim() || undefined);
  return Number.isFinite(number) ? number : undefined;
}

async function readMode(address: string, options: ZookeeperOptions, signal: AbortSignal): Promise<string> {
  const mode = await withFallback(
    async () => /^Mode: (\S+)/m.exec(await askWord(address, 'srvr', options, signal))?.[1],
    async () => {
      const { read_only, server_stats } = await askAdmin(address, 'srvr', options, signal);
      return read_only ? 'read-only' : server_stats?.server_state;
    },
    options,
  );
  if (mode === undefined) throw new Error('srvr: the answer names no mode');
  return mode;
}

const readMonitor = (
  address: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> =>
  withFallback(
    async () => {
      const lines = (await askWord(address, 'mntr', options, signal)).split('\n');
      return new Map(lines.map((line) => /^(?:zk_)?([^\t]*)\t?(.*)$/.exec(line)!.slice(1) as [string, string]));
    },
    async () => {
      const answer = await askAdmin(address, 'monitor', options, signal);
      return new Map(Object.entries(answer).map(([key, value]) => [key, String(value)]));
    },
    options,
  );

class NotWhitelistedError extends Error {}

async function askWord(address: string, word: string, options: ZookeeperOptions, signal: AbortSignal): Promise<string> {
  const answer = await askFourLetterWord(address, word, options, signal);
  if (answer.includes(notServing)) throw new NotServingError();
  if (answer.includes('is not in the whitelist')) {
    throw new NotWhitelistedError(`${word} is not in 4lw.commands.whitelist`);
  }
  return answer;
}

async function askAdmin(address: string, command: 'srvr' | 'monitor', options: ZookeeperOptions, signal: AbortSignal) {
  const answer = await askAdminServer(address, command, options, signal);
  if (answer.error?.includes(notServing)) throw new NotServingError();
  if (answer.error) throw new Error(`${command} at the AdminServer: ${answer.error}`);
  return answer;
}

/** A port that clients find closed is no sign of health, so another stands in for it only where the user said so. */
async function withFallback<T>(
  askPort: () => Promise<T>,
  askInstead: () => Promise<T>,
  { admin_port }: ZookeeperOptions,
): Promise<T> {
  try {
    return await askPort();
  } catch (error) {
    const mayAskInstead =
      error instanceof NotWhitelistedError || (error instanceof PortClosedError && admin_port !== undefined);
    if (!mayAskInstead) throw error;
    return askInstead().catch((second: Error) => {
      if (second instanceof NotServingError) throw second;
      const message = `${error.message}; ${second.message}`;
      const isForbidden = error instanceof NotWhitelistedError && second instanceof PortClosedError;
      throw isForbidden ? new NotWhitelistedError(message) : new Error(message);
    });
  }
}
