import { printJson } from '@esg-recycler/core';
import { createSpotClients } from '@esg-recycler/spotinst-client';
import { listInstances } from '../read/list.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';

export async function list({ esg, config }: GroupArguments): Promise<void> {
  const settings = settingsOf({ config });
  printJson(await listInstances({ clients: createSpotClients(settings), clusters: settings.clusters }, esg));
}
