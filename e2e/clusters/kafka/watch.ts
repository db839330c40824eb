import { type Sample, secondsWhere, startSampler } from '../samples.ts';
import { kafkaViews } from './view.ts';

/** The worst report of any broker. Contradictory reports count as the worst case. */
export interface KafkaSample {
  answering: number;
  underReplicated: number;
  underMinIsr: number;
  leaderless: number;
  controller: number | undefined;
  epoch: number;
}

export interface KafkaAvailability {
  secondsUnderMinIsr: number;
  secondsLeaderless: number;
  secondsUnderReplicated: number;
  secondsWithoutController: number;
  /** The largest number of partitions that were under their minISR, or without a leader, at one moment. */
  mostUnderMinIsr: number;
  mostLeaderless: number;
  /** The ids of the active controllers, in order. */
  controllers: number[];
  samples: readonly Sample<KafkaSample>[];
}

/** Reads what the brokers report, five times a second. */
export function watchKafka(addresses: readonly string[]): { stop: () => Promise<KafkaAvailability> } {
  const sampler = startSampler(() => sample(addresses));
  return {
    stop: async () => {
      const samples = await sampler.stop();
      const most = (count: (value: KafkaSample) => number): number =>
        Math.max(...samples.map(({ value }) => count(value)));
      return {
        secondsUnderMinIsr: secondsWhere(samples, ({ underMinIsr }) => underMinIsr > 0),
        secondsLeaderless: secondsWhere(samples, ({ leaderless }) => leaderless > 0),
        secondsUnderReplicated: secondsWhere(samples, ({ underReplicated }) => underReplicated > 0),
        secondsWithoutController: secondsWhere(samples, ({ controller }) => controller === undefined),
        mostUnderMinIsr: most(({ underMinIsr }) => underMinIsr),
        mostLeaderless: most(({ leaderless }) => leaderless),
        controllers: samples
          .flatMap(({ value }) => value.controller ?? [])
          .filter((id, index, all) => id !== all[index - 1]),
        samples,
      };
    },
  };
}

async function sample(addresses: readonly string[]): Promise<KafkaSample> {
  const views = (await kafkaViews(addresses)).filter((view) => view !== undefined);
  const latest = views.toSorted((a, b) => b.epoch - a.epoch)[0];
  return {
    answering: views.length,
    underReplicated: Math.max(0, ...views.map((view) => view.underReplicated)),
    underMinIsr: Math.max(0, ...views.map((view) => view.underMinIsr)),
    leaderless: Math.max(0, ...views.map((view) => view.leaderless)),
    controller: latest?.controller,
    epoch: latest?.epoch ?? -1,
  };
}
