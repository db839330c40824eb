import type { GatedCluster } from './start-gated-cluster.ts';
import { requestRecycle } from './request-recycle.ts';

const limit = 300_000;

/** Faults of a node before a roll starts, and how to cause them. */
export const spoilings = [
  {
    what: 'is down',
    spoil: async ({ place: { simulator }, kill }: GatedCluster, ssi: string): Promise<void> => {
      kill(ssi);
      await simulator.waitFor(() => simulator.cloud.instance(ssi).running === false);
    },
  },
  {
    what: 'is on an image that never serves',
    spoil: async ({ place: { simulator }, group, images }: GatedCluster, ssi: string): Promise<void> => {
      const { cloud } = simulator;
      const launch = (imageId: string) => cloud.updateGroup(group, { compute: { launchSpecification: { imageId } } });
      launch(images.broken);
      await requestRecycle(simulator, group, ssi);
      await simulator.waitFor(() => cloud.instance(ssi).imageId === images.broken, limit);
      launch(images.new);
    },
  },
] as const;
