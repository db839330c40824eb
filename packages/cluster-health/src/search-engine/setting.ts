import type { ClusterSettings } from './snapshot.ts';

/** The effective value: transient overrides persistent, persistent overrides the file. Lists are joined by commas. */
export function settingOf({ transient, persistent, defaults }: ClusterSettings, name: string): string | undefined {
  const value = transient[name] ?? persistent[name] ?? defaults[name];
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : undefined;
}

/** The names with a prefix that have a value on any level. */
export const settingsBelow = (settings: ClusterSettings, prefix: string): string[] =>
  [...new Set([settings.defaults, settings.persistent, settings.transient].flatMap(Object.keys))].filter(
    (name) => name.startsWith(prefix) && settingOf(settings, name),
  );
