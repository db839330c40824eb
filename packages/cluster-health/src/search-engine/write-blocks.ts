import type { StoredSettings } from './allocation.ts';
import { setByHand, unlessInUse } from './by-hand.ts';
import { settingOf } from './setting.ts';
import type { ClusterSettings } from './snapshot.ts';

type Settings = StoredSettings & Partial<ClusterSettings>;

const names = ['cluster.blocks.read_only', 'cluster.blocks.read_only_allow_delete'];

/** The blocks that make the cluster reject changes of its settings. */
export const writeBlocksOf = ({ defaults = {}, ...stored }: Settings): string[] =>
  names.filter((name) => settingOf({ ...stored, defaults }, name) === 'true');

/**
 * The commands that remove a block. Each request has one setting on one level: a read-only cluster rejects any other with
 * 403, even the same setting on both levels. A block of a configuration file is overridden.
 */
export function unblockHint(settings: Settings, name: string, origin: string): string {
  const levels = (['persistent', 'transient'] as const).filter((level) => String(settings[level][name]) === 'true');
  const updates =
    levels.length > 0 ? levels.map((level) => ({ [level]: { [name]: null } })) : [{ persistent: { [name]: 'false' } }];
  return `${unlessInUse} ${updates.map((update) => setByHand(origin, update)).join('; ')}`;
}
