import type { Load } from '../load.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { untilNothingIsWrong } from '../until.ts';
import { type ClusterSettings, readSettings, setAllocation } from './allocation.ts';
import { opensearch } from './kind.ts';
import { createIndex, fillIndex, startOpenSearchLoad } from './load.ts';
import { requestAny } from './request.ts';
import { clusterManager } from './view.ts';

/** A cluster with documents, to which more are written. */
export interface WrittenCluster extends GatedCluster {
  /** The instance of the elected cluster manager. */
  manager: string;
  /** The others, in their order. */
  others: readonly string[];
  settings: ClusterSettings;
  load: Load;
}

/** Takes the vote from the last node for a moment: who is rolled last anyway must not be who lets others go first. */
async function moveManager(addresses: readonly string[]): Promise<number> {
  const path = '/_cluster/voting_config_exclusions';
  const last = addresses.length;
  await requestAny(addresses, { method: 'POST', path: `${path}?node_names=n${last}`, timeoutMs: 35_000 });
  let manager: number | undefined;
  await untilNothingIsWrong(async () => {
    manager = await clusterManager(addresses);
    return manager === undefined || manager === last ? `the cluster manager is ${manager}` : undefined;
  }, 60_000);
  await requestAny(addresses, { method: 'DELETE', path: `${path}?wait_for_removal=false` });
  return manager!;
}

export async function startWrittenCluster(): Promise<WrittenCluster> {
  const cluster = await startGatedCluster(opensearch);
  try {
    const { addresses, ssis } = cluster;
    const manager = ssis[(await moveManager(addresses)) - 1]!;
    await createIndex(addresses);
    await fillIndex(addresses, 1000);
    await setAllocation(addresses);
    await cluster.untilWhole();
    return {
      ...cluster,
      manager,
      others: ssis.filter((ssi) => ssi !== manager),
      settings: await readSettings(addresses),
      load: startOpenSearchLoad(addresses),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
