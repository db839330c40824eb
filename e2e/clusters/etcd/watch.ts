import { type Sample, secondsWhere, startSampler, together } from '../samples.ts';
import { etcdStatus, type EtcdStatus } from './view.ts';

export interface EtcdAvailability {
  /** How long fewer than a majority knew a leader. */
  secondsWithoutQuorum: number;
  /** How often a leader was elected after the first one. */
  elections: number;
  samples: readonly Sample<(EtcdStatus | undefined)[]>[];
}

export const following = (views: readonly (EtcdStatus | undefined)[]): number =>
  views.filter((view) => view?.leader !== undefined).length;

/** Reads every member separately, about thirty times a second. */
export function watchEtcd(addresses: readonly string[]): { stop: () => Promise<EtcdAvailability> } {
  const samplers = addresses.map((address) => startSampler(() => etcdStatus(address), 30));
  return {
    stop: async () => {
      const samples = together(await Promise.all(samplers.map((sampler) => sampler.stop())));
      const terms = samples.flatMap(({ value }) => value.flatMap((view) => (view?.leader ? [view.term] : [])));
      return {
        secondsWithoutQuorum: secondsWhere(samples, (views) => following(views) <= views.length / 2),
        elections: new Set(terms).size - 1,
        samples,
      };
    },
  };
}
