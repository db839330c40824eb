import type { Partition, BrokerView } from './snapshot.ts';

/**
 * Brokers that see the same partitions get the same list of them, which then has to be judged once only: every broker
 * sees every partition of the cluster, and there are thousands of them.
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
