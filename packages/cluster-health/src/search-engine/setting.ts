import type { ClusterSettings } from './snapshot.ts';

/** What holds: transient beats persistent, persistent beats the configuration file. Lists are joined by commas. */
export function settingOf({ transient, persistent, defaults }: ClusterSettings, name: string): string | undefined {
  const value = transient[name] ?? persistent[name] ?? defaults[name];
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : undefined;
}

/** The names below a prefix that have a value, on whichever level. */
export const settingsBelow = (settings: ClusterSettings, prefix: string): string[] =>
  [...new Set([settings.defaults, settings.persistent, settings.transient].flatMap(Object.keys))].filter(
    (name) => name.startsWith(prefix) && settingOf(settings, name),
  );
