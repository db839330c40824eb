import { resolveSettings, type Settings } from '@esg-recycler/core';

export interface ConfigArguments {
  config?: string;
}

/** The options of every command about a group. */
export interface GroupArguments extends ConfigArguments {
  esg: string;
}

export const settingsOf = ({ config }: ConfigArguments): Settings => resolveSettings({ configPath: config });
