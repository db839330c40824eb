import { EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { decodeLease } from '@esg-recycler/esg-store';
import { groupIdsOf, locateCluster } from '../cluster.ts';
import { type CommonOptions, withSession } from './session.ts';

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
  await withSession(options, async ({ settings: { clusters }, clients, store }) => {
    const groups = groupIdsOf(await locateCluster({ clients, clusters }, options.esg));
    const held = (await store.leases.show(groups)).find(({ number }) => number === token.number);
    await store.leases.release(token);
    printJson({ released: held !== undefined, groups });
  });
}
