import { EsgError, ExitCode } from '@esg-recycler/core';
import { z } from 'zod';
import type { ClusterSettings, SettingValues } from './snapshot.ts';

export const enableSetting = 'cluster.routing.allocation.enable';

/** Elasticsearch and OpenSearch keep anything under `cluster.metadata`; it is there for what people note on a cluster. */
export const savedSetting = 'cluster.metadata.esg_recycler.saved';

/** Enough for a node's primaries to come back, and keeps its replicas from being built anew elsewhere meanwhile. */
export const preparedValue = 'primaries';

const saved = z.object({
  /** What was there, `null` where nothing was. */
  persistent: z.string().nullable(),
  transient: z.string().nullable(),
  /** The node that it was prepared for, and when. */
  node: z.string(),
  at: z.string(),
});

export type Saved = z.infer<typeof saved>;

/** What stands in the cluster itself; the defaults are not needed to change it. */
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

/** What holds: transient beats persistent, persistent beats the configuration file. */
export const effective = ({
  transient,
  persistent,
  defaults = {},
}: StoredSettings & Partial<ClusterSettings>): string =>
  textIn(transient, enableSetting) ?? textIn(persistent, enableSetting) ?? textIn(defaults, enableSetting) ?? 'all';

/** @throws EsgError `save-unreadable`: somebody else wrote there */
export function savedIn({ persistent }: StoredSettings): Saved | undefined {
  const text = textIn(persistent, savedSetting);
  if (text === null) return undefined;
  try {
    return saved.parse(JSON.parse(text));
  } catch (error) {
    throw new EsgError(`What the cluster keeps under ${savedSetting} is not what was saved there: ${text}`, {
      code: 'save-unreadable',
      exitCode: ExitCode.refused,
      hint: `Set ${enableSetting} as it was, and ${savedSetting} to null, with PUT /_cluster/settings.`,
      cause: error,
    });
  }
}

/**
 * What to send before a node leaves; nothing where that was done already. What was there goes into the same request
 * as what replaces it, so it is never lost, and a save is never overwritten: it holds what was there first.
 *
 * @throws EsgError `allocation-overruled`: what was saved earlier cannot hold what would have to be removed now
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
      `A transient ${enableSetting} = ${transient} overrules what was prepared for ${earlier.node} at ${earlier.at}`,
      {
        code: 'allocation-overruled',
        exitCode: ExitCode.refused,
        hint: 'Somebody set it since. Remove it, or run cluster-health restore (ansible/playbooks/restore.yml) first.',
      },
    );
  }
  return effective(settings) === preparedValue ? undefined : { persistent: { [enableSetting]: preparedValue } };
}

/** What to send to put back exactly what was saved, and to remove the save; nothing where nothing is saved. */
export function restoration(settings: StoredSettings): SettingsUpdate | undefined {
  const earlier = savedIn(settings);
  if (earlier === undefined) return undefined;
  return {
    persistent: { [enableSetting]: earlier.persistent, [savedSetting]: null },
    ...(earlier.transient !== null && { transient: { [enableSetting]: earlier.transient } }),
  };
}

/** Whether the cluster stands as an update would have it. */
export const isDone = (settings: StoredSettings, update: SettingsUpdate): boolean =>
  (['persistent', 'transient'] as const).every((level) =>
    Object.entries(update[level] ?? {}).every(([name, value]) => textIn(settings[level], name) === value),
  );

/** `all (not set)`, `none (persistent)`: for people. */
export function describeAllocation(settings: StoredSettings): string {
  if (textIn(settings.transient, enableSetting) !== null) return `${effective(settings)} (transient)`;
  return textIn(settings.persistent, enableSetting) === null ? 'not set' : `${effective(settings)} (persistent)`;
}
