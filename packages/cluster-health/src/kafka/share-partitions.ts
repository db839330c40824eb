import type { Partition, BrokerView } from './snapshot.ts';

/**
 * Makes brokers with equal views share one partition list, so that rules evaluate it only once. Every broker reports
 * every partition of the cluster, and there can be thousands.
 */
export function createSharing(): (view: BrokerView) => BrokerView {
  const lists = new Map<string, readonly Partition[]>();
  return (view) => {
    const key = JSON.stringify(view.partitions);
    const partitions = lists.get(key) ?? view.partitions;
    lists.set(key, partitions);
    return { ...view, partitions };
  };
}
