import type { StoredSettings } from './allocation.ts';
import { setByHand, unlessAtWork } from './by-hand.ts';
import { settingOf } from './setting.ts';
import type { ClusterSettings } from './snapshot.ts';

type Settings = StoredSettings & Partial<ClusterSettings>;

const names = ['cluster.blocks.read_only', 'cluster.blocks.read_only_allow_delete'];

/** The settings that keep the cluster from taking changes of its settings. */
export const writeBlocksOf = ({ defaults = {}, ...stored }: Settings): string[] =>
  names.filter((name) => settingOf({ ...stored, defaults }, name) === 'true');

/**
 * How to remove such a block. Each request holds one setting on one level: a cluster that is read-only refuses any other
 * with 403, the same setting on both levels included. What stands in a configuration file is overruled.
 */
export function unblockHint(settings: Settings, name: string, origin: string): string {
  const levels = (['persistent', 'transient'] as const).filter((level) => String(settings[level][name]) === 'true');
  const updates =
    levels.length > 0 ? levels.map((level) => ({ [level]: { [name]: null } })) : [{ persistent: { [name]: 'false' } }];
  return `${unlessAtWork} ${updates.map((update) => setByHand(origin, update)).join('; ')}`;
}
