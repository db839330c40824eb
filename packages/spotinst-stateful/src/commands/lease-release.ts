import { EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { decodeLease } from '@esg-recycler/esg-store';
import { groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { liftFence } from '../fence/fence-lift.ts';
import { endTenure } from '../lease/tenure.ts';
import { type CommonOptions, report, withSession } from './session.ts';

/** Gives back the lease that `ESG_RECYCLER_LEASE` names; nobody else's. */
export async function leaseRelease(options: CommonOptions): Promise<void> {
  const text = process.env['ESG_RECYCLER_LEASE'];
  if (!text) {
    throw new EsgError('ESG_RECYCLER_LEASE is not set: which lease is to be released?', {
      code: 'lease-token-missing',
      exitCode: ExitCode.usage,
      hint: 'Set it to the token that lease hold printed. A lease also ends with its owner.',
    });
  }
  const token = decodeLease(text);
  await withSession(options, async ({ settings: { clusters, timeoutMs }, clients, store }) => {
    const cluster = await locateCluster({ clients, clusters }, options.esg);
    const groups = groupIdsOf(cluster);
    const held = (await store.leases.show(groups)).find(({ number }) => number === token.number);
    if (held) await liftFence({ store, requestTimeoutMs: timeoutMs, report }, cluster, token);
    await endTenure(store, groups, token);
    await store.leases.release(token);
    printJson({ released: held !== undefined, groups });
  });
}
