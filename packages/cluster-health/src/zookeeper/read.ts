import type { ReadingTask } from '../kind/kind.ts';
import { NodeError } from '../net/node-error.ts';
import { askMode, askMonitor, NotServingError, NotWhitelistedError } from './ask-member.ts';
import { explainSilence } from './explain-silence.ts';
import type { ZookeeperOptions } from './options.ts';
import { readConfiguration } from './read-configuration.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from './snapshot.ts';

const isMember = /^(?:leader|follower|observer)$/;

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
      const again = await orProblem(async () => {
        const { mode, leadsOnly } = await readMode(address, options, signal);
        // A leader that served clients and does so no more steps down, whatever the AdminServer says yet.
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
    // One after the other: a server may take few connections from one address (maxClientCnxns).
    const condition = await readCondition(address, options, signal);
    // Whoever is alone elects nobody, and a leader that serves no clients gives none a session.
    const asks = isMember.test(mode) && !leadsOnly;
    const configuration = asks ? await readConfiguration(address, options, signal) : {};
    return { mode, ...(leadsOnly && { leadsOnly }), ...condition, ...configuration };
  });

async function readMode(
  address: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<{ mode: string; leadsOnly: boolean }> {
  const { values, leadsOnly } = await askMode(address, options, signal);
  const mode = values.get('server_state');
  if (mode === undefined) throw new Error('srvr: the answer names no mode');
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
    // A member that may not be asked this is none that is down.
    if (error instanceof NotWhitelistedError) return { unmonitored: error.message };
    throw error;
  }
}

/** Numbers may be written `0.0`; whatever is none is a gap. */
function toNumber(text: string | undefined): number | undefined {
  const number = Number(text?.trim() || undefined);
  return Number.isFinite(number) ? number : undefined;
}
