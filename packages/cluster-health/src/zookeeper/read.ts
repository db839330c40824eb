import type { ReadingTask } from '../kind/kind.ts';
import { NodeError } from '../net/node-error.ts';
import { askMode, askMonitor, NotServingError, NotWhitelistedError } from './ask-member.ts';
import { explainSilence } from './explain-silence.ts';
import type { ZookeeperOptions } from './options.ts';
import { readConfiguration } from './read-configuration.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from './snapshot.ts';

const isMember = /^(?:leader|follower|observer)$/;

/**
 * Reads every member, then reads each mode again: if leadership moved in between, the responses belong to two different
 * states of the ensemble and must not be evaluated as one.
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
      const again = await orProblem(async () => {
        const { mode, leadsOnly } = await readMode(address, options, signal);
        // A leader that stops serving clients is stepping down, even if the AdminServer does not report it yet.
        if (leadsOnly && !member.leadsOnly) throw new NotServingError();
        return { modeAfter: mode };
      });
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
    const { mode, leadsOnly } = await readMode(address, options, signal).catch(async (error: unknown) => {
      throw await explainSilence(error, address, options, signal);
    });
    // Sequential: a server may limit the connections from one address (maxClientCnxns).
    const condition = await readCondition(address, options, signal);
    // A standalone server holds no elections, and a leader that serves no clients creates no sessions.
    const isReadable = isMember.test(mode) && !leadsOnly;
    const configuration = isReadable ? await readConfiguration(address, options, signal) : {};
    return { mode, ...(leadsOnly && { leadsOnly }), ...condition, ...configuration };
  });

async function readMode(
  address: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<{ mode: string; leadsOnly: boolean }> {
  const { values, leadsOnly } = await askMode(address, options, signal);
  const mode = values.get('server_state');
  if (mode === undefined) throw new Error('srvr: the response has no mode');
  return { mode, leadsOnly };
}

async function readCondition(
  address: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<Partial<ZookeeperMember>> {
  try {
    const { values } = await askMonitor(address, options, signal);
    const number = (key: string) => toNumber(values.get(key));
    return {
      peerState: values.get('peer_state'),
      quorumSize: number('quorum_size'),
      outstandingRequests: number('outstanding_requests'),
      syncedFollowers: number('synced_followers'),
      syncedNonVotingFollowers: number('synced_non_voting_followers'),
      pendingSyncs: number('pending_syncs'),
    };
  } catch (error) {
    // A member that does not allow mntr is not down.
    if (error instanceof NotWhitelistedError) return { unmonitored: error.message };
    throw error;
  }
}

/** Accepts numbers such as `0.0`. Anything else is a gap. */
function toNumber(text: string | undefined): number | undefined {
  const number = Number(text?.trim() || undefined);
  return Number.isFinite(number) ? number : undefined;
}
