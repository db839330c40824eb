import { type Sample, secondsWhere, startSampler, together } from '../samples.ts';
import { type ZooKeeperView, zookeeperView } from './view.ts';

export interface ZooKeeperAvailability {
  /**
   * For how long fewer than a majority served anybody: a follower does only while it follows a leader. As Java ends it
   * stands still for up to 0.3 s before its connections break, and so does a leader that is still followed: that is not
   * in here.
   */
  secondsWithoutQuorum: number;
  /** How often a leader was elected after the first one, including the same leader again. */
  elections: number;
  /** The leaders in order, by the position of their addresses, from 1. */
  leaders: number[];
  samples: readonly Sample<ZooKeeperView[]>[];
}

const hasQuorum = (views: ZooKeeperView[]): boolean => views.filter(({ role }) => role).length > views.length / 2;

/**
 * Reads every member separately, about thirty times a second: one that hangs as it ends must not hide the
 * new leader.
 */
export function watchZooKeeper(addresses: readonly string[]): { stop: () => Promise<ZooKeeperAvailability> } {
  const samplers = addresses.map((address) => startSampler(() => zookeeperView(address), 30));
  return {
    stop: async () => {
      const samples = together(await Promise.all(samplers.map((sampler) => sampler.stop())));
      const reigns = samples.flatMap(({ value }) => {
        const leader = value.findIndex(({ role }) => role === 'leader');
        return leader < 0 ? [] : { leader: leader + 1, epoch: value[leader]!.epoch };
      });
      return {
        secondsWithoutQuorum: secondsWhere(samples, (views) => !hasQuorum(views)),
        elections: new Set(reigns.map(({ epoch }) => epoch)).size - 1,
        leaders: reigns.map(({ leader }) => leader).filter((leader, index, all) => leader !== all[index - 1]),
        samples,
      };
    },
  };
}
