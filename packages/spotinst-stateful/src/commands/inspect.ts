import { printJson } from '@esg-recycler/core';
import { inspectInstance, inspectMembers } from '../cluster/inspect.ts';
import { type CommonOptions, withSession } from './session.ts';
import { parseSince } from './since.ts';

export interface InspectArguments extends CommonOptions {
  id?: string;
  target?: string;
  since?: string;
  replaceRoot?: boolean;
}

export async function inspect(options: InspectArguments): Promise<void> {
  const { esg, id: ssi, target, replaceRoot } = options;
  const since = parseSince(options.since);
  await withSession(options, async ({ settings: { clusters }, clients, store }) => {
    const context = { clients, clusters, store };
    const what = { esg, target, since, replaceRoot };
    printJson(
      ssi === undefined ? await inspectMembers(context, what) : await inspectInstance(context, { ...what, ssi }),
    );
  });
}
