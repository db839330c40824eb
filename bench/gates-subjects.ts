import { startEtcdLoad } from '../e2e/clusters/etcd/load.ts';
import { clientPort as etcdPort } from '../e2e/clusters/etcd/request.ts';
import { type LedCluster, startLedCluster } from '../e2e/clusters/etcd/start-led-cluster.ts';
import { following, watchEtcd } from '../e2e/clusters/etcd/watch.ts';
import type { KafkaLoadReport } from '../e2e/clusters/kafka/load.ts';
import { type Backlog, startWrittenCluster as startWrittenKafka } from '../e2e/clusters/kafka/start-written-cluster.ts';
import { clientPort as kafkaPort } from '../e2e/clusters/kafka/view.ts';
import type { Load, LoadReport } from '../e2e/clusters/load.ts';
import { clientPort as opensearchPort } from '../e2e/clusters/search-engine/request.ts';
import { opensearch } from '../e2e/clusters/opensearch/kind.ts';
import { startWrittenCluster as startWrittenOpenSearch } from '../e2e/clusters/search-engine/start-written-cluster.ts';
import { watchSearch } from '../e2e/clusters/search-engine/watch.ts';
import type { Sample } from '../e2e/clusters/samples.ts';
import type { GatedCluster } from '../e2e/clusters/start-gated-cluster.ts';
import { clientPort as zookeeperPort } from '../e2e/clusters/zookeeper/four-letter-word.ts';
import { startZooKeeperLoad } from '../e2e/clusters/zookeeper/load.ts';
import { type Ensemble, startEnsemble } from '../e2e/clusters/zookeeper/start-ensemble.ts';
import { watchZooKeeper } from '../e2e/clusters/zookeeper/watch.ts';
import type { Stand } from './gates-timeline.ts';

interface Seen {
  /** Undefined if it does not exist. */
  secondsUnderMinIsr?: number;
  /** A part served no client: no quorum, a partition without a leader, a shard without its primary. */
  secondsNotServing: number;
  stands: Sample<Stand>[];
}

/** A real cluster under load, with samplers. */
export interface Subject {
  cluster: GatedCluster;
  /** The client port. The naive way checks only this port. */
  port: number;
  load: Load<LoadReport & Partial<Pick<KafkaLoadReport, 'unreadable'>>>;
  stopWatch: () => Promise<Seen>;
}

/** @param backlog the data that empty disks must replicate; without it, disks come back unchanged */
export async function startKafka(backlog?: Backlog): Promise<Subject> {
  const cluster = await startWrittenKafka(backlog);
  const { place, group, load, watch } = cluster;
  place.simulator.cloud.setRecycling(group, { emptiesData: backlog !== undefined });
  return {
    cluster,
    port: kafkaPort,
    load,
    stopWatch: async () => {
      const { secondsUnderMinIsr, secondsLeaderless, samples } = await watch.stop();
      const stands = samples.map(({ at, value }) => {
        const { answering, leaderless, underMinIsr, underReplicated } = value;
        if (answering === 0 || leaderless > 0) return { at, value: 'X' as const };
        if (underMinIsr > 0) return { at, value: 'm' as const };
        return { at, value: underReplicated > 0 || answering < 3 ? ('-' as const) : ('.' as const) };
      });
      return { secondsUnderMinIsr, secondsNotServing: secondsLeaderless, stands };
    },
  };
}

/** @param spoil receives the ensemble before the samplers start */
export async function startZooKeeper(spoil: (ensemble: Ensemble) => void = () => {}): Promise<Subject> {
  const cluster = await startEnsemble();
  const load = await startZooKeeperLoad(cluster.addresses);
  spoil(cluster);
  const watch = watchZooKeeper(cluster.addresses);
  return {
    cluster,
    port: zookeeperPort,
    load,
    stopWatch: async () => {
      const { secondsWithoutQuorum, samples } = await watch.stop();
      const stands = samples.map(({ at, value }) => {
        const serving = value.filter(({ role }) => role).length;
        return { at, value: serving === 3 ? ('.' as const) : serving === 2 ? ('-' as const) : ('X' as const) };
      });
      return { secondsNotServing: secondsWithoutQuorum, stands };
    },
  };
}

export async function startOpenSearch(): Promise<Subject> {
  const cluster = await startWrittenOpenSearch(opensearch);
  const watch = watchSearch(cluster.nodes);
  return {
    cluster,
    port: opensearchPort,
    load: cluster.load,
    stopWatch: async () => {
      const { secondsRed, samples } = await watch.stop();
      const stands = samples.map(({ at, value: { answering, status } }) => {
        if (status === 'red') return { at, value: 'X' as const };
        if (status === undefined) return { at, value: 'm' as const };
        return { at, value: status === 'yellow' || answering < 3 ? ('-' as const) : ('.' as const) };
      });
      return { secondsNotServing: secondsRed, stands };
    },
  };
}

/** @param spoil receives the cluster before the samplers start */
export async function startEtcd(spoil: (cluster: LedCluster) => void = () => {}): Promise<Subject> {
  const cluster = await startLedCluster();
  const load = startEtcdLoad(cluster.addresses);
  spoil(cluster);
  const watch = watchEtcd(cluster.addresses);
  return {
    cluster,
    port: etcdPort,
    load,
    stopWatch: async () => {
      const { secondsWithoutQuorum, samples } = await watch.stop();
      const stands = samples.map(({ at, value }) => {
        const members = following(value);
        return { at, value: members === 3 ? ('.' as const) : members === 2 ? ('-' as const) : ('X' as const) };
      });
      return { secondsNotServing: secondsWithoutQuorum, stands };
    },
  };
}
