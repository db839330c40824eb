import { EsgError, ExitCode } from '@esg-recycler/core';
import { z } from 'zod';
import type { ClusterSettings, SettingValues } from './snapshot.ts';

export const enableSetting = 'cluster.routing.allocation.enable';

/** Elasticsearch and OpenSearch store anything under `cluster.metadata`, which is for notes about a cluster. */
export const savedSetting = 'cluster.metadata.esg_recycler.saved';

/** Lets the primaries of a node come back, but does not rebuild its replicas on other nodes. */
export const preparedValue = 'primaries';

const saved = z.object({
  /** The previous value, `null` if there was none. */
  persistent: z.string().nullable(),
  transient: z.string().nullable(),
  /** The node that `prepare` ran for, and when. */
  node: z.string(),
  at: z.string(),
});

export type Saved = z.infer<typeof saved>;

/** The stored settings. Changing them does not need the defaults. */
export type StoredSettings = Omit<ClusterSettings, 'defaults'>;

/** The body of `PUT /_cluster/settings`: `null` removes. */
export interface SettingsUpdate {
  persistent: Record<string, string | null>;
  transient?: Record<string, string | null>;
}

const textIn = (values: SettingValues, name: string): string | null => {
  const value = values[name];
  return typeof value === 'string' ? value : null;
};

/** The effective value: transient overrides persistent, persistent overrides the configuration file. */
export const effective = ({
  transient,
  persistent,
  defaults = {},
}: StoredSettings & Partial<ClusterSettings>): string =>
  textIn(transient, enableSetting) ?? textIn(persistent, enableSetting) ?? textIn(defaults, enableSetting) ?? 'all';

/** @throws EsgError `save-unreadable` if somebody else wrote the setting */
export function savedIn({ persistent }: StoredSettings): Saved | undefined {
  const text = textIn(persistent, savedSetting);
  if (text === null) return undefined;
  try {
    return saved.parse(JSON.parse(text));
  } catch (error) {
    throw new EsgError(`The setting ${savedSetting} does not have the format that prepare saves: ${text}`, {
      code: 'save-unreadable',
      exitCode: ExitCode.refused,
      hint: `Restore ${enableSetting} and set ${savedSetting} to null with PUT /_cluster/settings.`,
      cause: error,
    });
  }
}

/**
 * The update before a node leaves; undefined if it is already done. One request saves the old value and sets the new one,
 * so the old value is never lost. An earlier save is never overwritten, because it has the original value.
 *
 * @throws EsgError `allocation-overruled` if a transient value was set after the earlier save
 */
export function preparation(settings: StoredSettings, node: string, at: Date): SettingsUpdate | undefined {
  const transient = textIn(settings.transient, enableSetting);
  const earlier = savedIn(settings);
  if (earlier === undefined) {
    const note: Saved = {
      persistent: textIn(settings.persistent, enableSetting),
      transient,
      node,
      at: at.toISOString(),
    };
    return {
      persistent: { [enableSetting]: preparedValue, [savedSetting]: JSON.stringify(note) },
      ...(transient !== null && { transient: { [enableSetting]: null } }),
    };
  }
  if (transient !== null && transient !== preparedValue) {
    throw new EsgError(
      `The transient setting ${enableSetting}=${transient} overrides what was prepared for ${earlier.node} at ${earlier.at}`,
      {
        code: 'allocation-overruled',
        exitCode: ExitCode.refused,
        hint: 'Somebody set it after that. Remove it, or first run ansible/playbooks/restore.yml (cluster-health KIND restore).',
      },
    );
  }
  return effective(settings) === preparedValue ? undefined : { persistent: { [enableSetting]: preparedValue } };
}

/** The update that restores the saved values and removes the save; undefined if nothing is saved. */
export function restoration(settings: StoredSettings): SettingsUpdate | undefined {
  const earlier = savedIn(settings);
  if (earlier === undefined) return undefined;
  return {
    persistent: { [enableSetting]: earlier.persistent, [savedSetting]: null },
    ...(earlier.transient !== null && { transient: { [enableSetting]: earlier.transient } }),
  };
}

/** Whether the cluster already has the values of an update. */
export const isDone = (settings: StoredSettings, update: SettingsUpdate): boolean =>
  (['persistent', 'transient'] as const).every((level) =>
    Object.entries(update[level] ?? {}).every(([name, value]) => textIn(settings[level], name) === value),
  );

/** Describes the value for people: `not set`, `none (persistent)`. */
export function describeAllocation(settings: StoredSettings): string {
  if (textIn(settings.transient, enableSetting) !== null) return `${effective(settings)} (transient)`;
  return textIn(settings.persistent, enableSetting) === null ? 'not set' : `${effective(settings)} (persistent)`;
}
