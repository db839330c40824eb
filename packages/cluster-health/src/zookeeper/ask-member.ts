import { NodeError } from '../net/node-error.ts';
import { askAdminServer, NoAdminServerError } from './admin-server.ts';
import { PortClosedError } from './client-port.ts';
import { askFourLetterWord } from './four-letter-word.ts';
import type { ZookeeperOptions } from './options.ts';

const notServing = 'not currently serving requests';

/** A member that answers, but has no quorum, is still joining it, or leads it and serves no clients. */
export class NotServingError extends Error {
  override readonly message = 'it answers, but serves no requests: it has no quorum, or is still joining';
}

/** Nobody may ask it, which waiting does not change. */
export class NotWhitelistedError extends NodeError {
  constructor(message: string) {
    super(message, true, { isLasting: true });
  }
}

/** What a member answered, by the keys of `mntr` without `zk_`. */
export interface MemberAnswer {
  values: ReadonlyMap<string, string>;
  /** It leads, and serves no clients: the AdminServer said so. */
  leadsOnly: boolean;
}

/** Asks a four-letter word that only says what is true of this server. */
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

/** Asks a member for its mode (`server_state`). */
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

/** Asks a member how it is. */
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
 * Asks the client port, and the AdminServer where that may stand in. A port that clients find closed is no sign of
 * health, so another stands in for it only where the user said so. Of a member that serves no clients it is believed
 * that it leads, and nothing else: with `leaderServes=no` that is how leaders are.
 */
async function withFallback(askPort: Ask, askInstead: Ask, { admin_port }: ZookeeperOptions): Promise<MemberAnswer> {
  try {
    return { values: await askPort(), leadsOnly: false };
  } catch (error) {
    if (error instanceof NotServingError) {
      const values = await askInstead().catch(() => undefined);
      if (values?.get('server_state') !== 'leader') throw error;
      return { values, leadsOnly: true };
    }
    const mayAskInstead =
      error instanceof NotWhitelistedError || (error instanceof PortClosedError && admin_port !== undefined);
    if (!mayAskInstead) throw error;
    return { values: await askInstead().catch((second: Error) => refuse(error, second)), leadsOnly: false };
  }
}

/** Neither answered. Nobody may be asked where the one is forbidden, and the other is not there at all. */
function refuse(first: Error, second: Error): never {
  if (second instanceof NotServingError) throw second;
  const message = `${first.message}; ${second.message}`;
  const isForbidden =
    first instanceof NotWhitelistedError && (second instanceof PortClosedError || second instanceof NoAdminServerError);
  throw isForbidden ? new NotWhitelistedError(message) : new Error(message);
}
