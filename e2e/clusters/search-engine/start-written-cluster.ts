import type { Load } from '../load.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { untilNothingIsWrong } from '../until.ts';
import { type ClusterSettings, readSettings, setAllocation } from './allocation.ts';
import type { SearchEngine } from './kind.ts';
import { createIndex, fillIndex, startSearchLoad } from './load.ts';
import { SearchNodes } from './request.ts';
import { clusterManager } from './view.ts';

/** A cluster with documents, to which more are written. */
export interface WrittenCluster extends GatedCluster {
  nodes: SearchNodes;
  /** The instance of the elected cluster manager. */
  manager: string;
  /** The other instances, in their order. */
  others: readonly string[];
  settings: ClusterSettings;
  load: Load;
}

/** Excludes the last node from voting for a moment: the instance that is recycled last anyway must not be deferred. */
async function moveManager(nodes: SearchNodes): Promise<number> {
  const path = '/_cluster/voting_config_exclusions';
  const last = nodes.addresses.length;
  await nodes.callAny({ method: 'POST', path: `${path}?node_names=n${last}`, timeoutMs: 35_000 });
  let manager: number | undefined;
  await untilNothingIsWrong(async () => {
    manager = await clusterManager(nodes);
    return manager === undefined || manager === last ? `the cluster manager is ${manager}` : undefined;
  }, 60_000);
  await nodes.callAny({ method: 'DELETE', path: `${path}?wait_for_removal=false` });
  return manager!;
}

/** @param variables more variables of the role */
export async function startWrittenCluster(
  engine: SearchEngine,
  variables: Record<string, unknown> = {},
): Promise<WrittenCluster> {
  const cluster = await startGatedCluster(engine, variables);
  try {
    const { addresses, ssis } = cluster;
    const nodes = new SearchNodes(addresses, engine.login);
    const manager = ssis[(await moveManager(nodes)) - 1]!;
    await createIndex(nodes);
    await fillIndex(nodes, 1000);
    await setAllocation(nodes);
    await cluster.untilHealthy();
    return {
      ...cluster,
      nodes,
      manager,
      others: ssis.filter((ssi) => ssi !== manager),
      settings: await readSettings(nodes),
      load: startSearchLoad(nodes),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
