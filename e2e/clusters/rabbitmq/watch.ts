import { type Sample, startSampler, together } from '../samples.ts';
import { runningNodes } from './kind.ts';

export interface RabbitAvailability {
  /** The smallest number of running nodes that any responding node reported. */
  fewestRunning: number;
  /** How many nodes responded, in each sample. */
  samples: readonly Sample<number>[];
}

/** Reads five times a second, from each node separately, which nodes it sees running. */
export function watchRabbit(addresses: readonly string[]): { stop: () => Promise<RabbitAvailability> } {
  const samplers = addresses.map((address) => startSampler(() => runningNodes(address)));
  return {
    stop: async () => {
      const seen = together(await Promise.all(samplers.map((sampler) => sampler.stop())));
      const counts = seen.flatMap(({ value }) => value.filter((count) => count > 0));
      return {
        fewestRunning: Math.min(...counts),
        samples: seen.map(({ at, value }) => ({ at, value: value.filter((count) => count > 0).length })),
      };
    },
  };
}
