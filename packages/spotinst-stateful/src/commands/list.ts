import { printJson, resolveSettings } from '@esg-recycler/core';
import { listInstances } from '../cluster/list.ts';
import { type CommonOptions, createClients } from './session.ts';

export async function list({ esg, config }: CommonOptions): Promise<void> {
  const settings = resolveSettings({ configPath: config });
  printJson(await listInstances({ clients: createClients(settings), clusters: settings.clusters }, esg));
}
