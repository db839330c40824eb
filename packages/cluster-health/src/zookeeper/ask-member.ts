import { NodeError } from '../net/node-error.ts';
import { askAdminServer, NoAdminServerError } from './admin-server.ts';
import { PortClosedError } from './client-port.ts';
import { askFourLetterWord } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';

const notServing = 'not currently serving requests';

/** A member responds, but has no quorum, is still joining, or leads and serves no clients. */
export class NotServingError extends Error {
  override readonly message = 'it responds, but serves no requests: it has no quorum or is still joining';
}

/** The member does not allow the commands. This does not resolve on its own. */
export class NotWhitelistedError extends NodeError {
  constructor(message: string) {
    super(message, true, { isLasting: true });
  }
}

/** The response of a member, by the keys of `mntr` without `zk_`. */
export interface MemberAnswer {
  values: ReadonlyMap<string, string>;
  /** It leads and serves no clients, according to the AdminServer. */
  leadsOnly: boolean;
}

/** Sends a four-letter word whose response is about this server only. */
export async function askWord(
  address: string,
  word: 'srvr' | 'mntr' | 'conf',
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<string> {
  const answer = await askFourLetterWord(address, word, options, signal);
  if (answer.includes(notServing)) throw new NotServingError();
  if (answer.includes('is not in the whitelist')) {
    throw new NotWhitelistedError(`${word} is not in 4lw.commands.whitelist`);
  }
  return answer;
}

/** Reads the mode of a member (`server_state`). */
export const askMode = (address: string, options: ZookeeperOptions, signal: AbortSignal): Promise<MemberAnswer> =>
  withFallback(
    async () => {
      const mode = /^Mode: (\S+)/m.exec(await askWord(address, 'srvr', options, signal))?.[1];
      return new Map(mode === undefined ? [] : [['server_state', mode]]);
    },
    async () => {
      const { read_only, server_stats } = await askAdmin(address, 'srvr', options, signal);
      const mode = read_only ? 'read-only' : server_stats?.server_state;
      return new Map(mode === undefined ? [] : [['server_state', mode]]);
    },
    options,
  );

/** Reads the state of a member. */
export const askMonitor = (address: string, options: ZookeeperOptions, signal: AbortSignal): Promise<MemberAnswer> =>
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

async function askAdmin(address: string, command: 'srvr' | 'monitor', options: ZookeeperOptions, signal: AbortSignal) {
  const answer = await askAdminServer(address, command, options, signal);
  if (answer.error?.includes(notServing)) throw new NotServingError();
  if (answer.error) throw new Error(`${command} at the AdminServer: ${answer.error}`);
  return answer;
}

type Ask = () => Promise<ReadonlyMap<string, string>>;

/**
 * Queries the client port, and falls back to the AdminServer. If the client port is closed, clients cannot connect
 * either, so the fallback applies only if the user set `admin_port`. A member that serves no clients is trusted only if
 * the AdminServer reports that it leads: with `leaderServes=no`, leaders behave like this.
 */
async function withFallback(
  askPort: Ask,
  askAdminInstead: Ask,
  { admin_port }: ZookeeperOptions,
): Promise<MemberAnswer> {
  try {
    return { values: await askPort(), leadsOnly: false };
  } catch (error) {
    if (error instanceof NotServingError) {
      const values = await askAdminInstead().catch(() => undefined);
      if (values?.get('server_state') !== 'leader') throw error;
      return { values, leadsOnly: true };
    }
    const mayFallBack =
      error instanceof NotWhitelistedError || (error instanceof PortClosedError && admin_port !== undefined);
    if (!mayFallBack) throw error;
    return { values: await askAdminInstead().catch((second: Error) => refuse(error, second)), leadsOnly: false };
  }
}

/** Both failed. If the command is not allowed and there is no AdminServer, the problem does not resolve on its own. */
function refuse(first: Error, second: Error): never {
  if (second instanceof NotServingError) throw second;
  const message = `${first.message}; ${second.message}`;
  const isForbidden =
    first instanceof NotWhitelistedError && (second instanceof PortClosedError || second instanceof NoAdminServerError);
  throw isForbidden ? new NotWhitelistedError(message) : new Error(message);
}
