import { shellWord } from '../options/by-hand.ts';
import type { SettingsUpdate } from './allocation.ts';

/**
 * A request as a command line that can be pasted. Who sends it, and whom to trust, is left to the user: a hint tells no
 * password, nor a key's path.
 *
 * @param origin of the node to ask: `https://10.0.0.1:9200`
 */
export function byHand(origin: string, method: 'PUT' | 'DELETE', path: string, body?: object): string {
  const content =
    body === undefined ? '' : ` -H 'content-type: application/json' -d ${shellWord(JSON.stringify(body))}`;
  return `curl -sS --noproxy '*' -X ${method} ${shellWord(origin + path)}${content}`;
}

/** What goes before a command line of {@link byHand}. */
export const unlessAtWork = "Unless somebody is at work on it (-u and --cacert as the gate's options say):";

export const setByHand = (origin: string, update: Partial<SettingsUpdate>): string =>
  byHand(origin, 'PUT', '/_cluster/settings', update);
