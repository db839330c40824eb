import { parseTime, printJson } from '@esg-recycler/core';
import { inspectInstance, inspectMembers } from '../read/inspect.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withSession } from '../session.ts';

export interface InspectArguments extends GroupArguments {
  id?: string;
  target?: string;
  since?: string;
  replaceRoot?: boolean;
}

export async function inspect(options: InspectArguments): Promise<void> {
  const { esg, id: ssi, target, replaceRoot } = options;
  const since = parseTime(options.since, '--since');
  await withSession(settingsOf(options), async ({ settings: { clusters }, clients, store }) => {
    const context = { clients, clusters, store, leaseToken: process.env['ESG_RECYCLER_LEASE'] };
    const what = { esg, target, since, replaceRoot };
    printJson(
      ssi === undefined ? await inspectMembers(context, what) : await inspectInstance(context, { ...what, ssi }),
    );
  });
}
