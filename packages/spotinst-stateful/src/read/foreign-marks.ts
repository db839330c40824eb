import type { Finding } from '@esg-recycler/core';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { InspectContext } from '../context.ts';
import { allOwnMarksOf } from '../records/own-marks.ts';
import { elsewhereFinding } from '../marks/elsewhere.ts';

/** Whether a run with another store rolls or checks the cluster, by its marks in Spot: one request per group. */
export async function foreignMarks(
  { store, takeOver }: Pick<InspectContext, 'store' | 'takeOver'>,
  { members }: Pick<Cluster, 'members'>,
): Promise<Finding[]> {
  const ownMarks = await allOwnMarksOf(store, groupIdsOf({ members }));
  const findings = await Promise.all(
    members.map(async ({ client, group: { id } }) =>
      elsewhereFinding(id, await client.listSuspensions(id), { own: ownMarks.get(id), takeOver }),
    ),
  );
  return findings.flatMap((finding) => finding ?? []);
}
