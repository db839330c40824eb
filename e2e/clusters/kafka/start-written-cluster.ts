import type { Load } from '../load.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { untilNothingIsWrong } from '../until.ts';
import { brokersOf, kafka } from './kind.ts';
import type { ClusterKind } from '../kind.ts';
import { type KafkaLoadReport, startKafkaLoad } from './load.ts';
import { createTopic, fillTopic, throttleReplication } from './topic.ts';
import { kafkaViews } from './view.ts';
import { type KafkaAvailability, watchKafka } from './watch.ts';

/** A cluster with a topic, to which more is written, and which is watched. */
export interface WrittenCluster extends GatedCluster {
  load: Load<KafkaLoadReport>;
  watch: { stop: () => Promise<KafkaAvailability> };
}

/** How much an empty disk must replicate, and at which rate. */
export interface Backlog {
  megabytes: number;
  bytesPerSecond: number;
}

/** The instance of the active controller, as all members report it. */
async function controllerOf({ addresses, ssis }: GatedCluster): Promise<string | undefined> {
  const named = new Set((await kafkaViews(brokersOf(addresses))).flatMap((view) => view?.controller ?? []));
  return named.size === 1 ? ssis[[...named][0]! - 1] : undefined;
}

/** The instance that is recycled last anyway must not be the one that is deferred. */
async function moveController(cluster: GatedCluster): Promise<void> {
  const last = cluster.ssis.at(-1)!;
  if ((await controllerOf(cluster)) !== last) return;
  cluster.freeze(last);
  await untilNothingIsWrong(async () => {
    const controller = await controllerOf(cluster);
    return controller === undefined || controller === last ? `the controller is ${controller}` : undefined;
  }, 60_000);
  cluster.thaw(last);
  await cluster.untilHealthy();
}

/** Starts three brokers. The active controller is not the last one. */
export async function startWrittenCluster(backlog?: Backlog, kind: ClusterKind = kafka): Promise<WrittenCluster> {
  const cluster = await startGatedCluster(kind);
  try {
    const addresses = brokersOf(cluster.addresses);
    await moveController(cluster);
    await createTopic(addresses);
    if (backlog) {
      await fillTopic(addresses, backlog.megabytes);
      await throttleReplication(addresses, backlog.bytesPerSecond);
    }
    await cluster.untilHealthy();
    return { ...cluster, load: await startKafkaLoad(addresses), watch: watchKafka(addresses) };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
