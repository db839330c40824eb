import { shellWord } from '../options/by-hand.ts';
import type { SettingsUpdate } from './allocation.ts';

/**
 * Formats a request as a command to paste. The user adds credentials and certificates: a hint never contains a password
 * or the path of a key.
 *
 * @param origin of the node: `https://10.0.0.1:9200`
 */
export function byHand(origin: string, method: 'PUT' | 'DELETE', path: string, body?: object): string {
  const content =
    body === undefined ? '' : ` -H 'content-type: application/json' -d ${shellWord(JSON.stringify(body))}`;
  return `curl -sS --noproxy '*' -X ${method} ${shellWord(origin + path)}${content}`;
}

/** Introduces a command of {@link byHand}. */
export const unlessInUse =
  'Unless somebody is working on the cluster, run (with -u and --cacert as in the options of the health check):';

export const setByHand = (origin: string, update: Partial<SettingsUpdate>): string =>
  byHand(origin, 'PUT', '/_cluster/settings', update);
