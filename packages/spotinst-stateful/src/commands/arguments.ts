import { resolveSettings, type Settings } from '@esg-recycler/core';

export interface ConfigArguments {
  config?: string;
}

/** What every command takes that is about a group. */
export interface GroupArguments extends ConfigArguments {
  esg: string;
}

export const settingsOf = ({ config }: ConfigArguments): Settings => resolveSettings({ configPath: config });
