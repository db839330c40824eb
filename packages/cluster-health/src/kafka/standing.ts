import type { Standing } from '../kind/kind.ts';
import { isGap } from '../kind/gap.ts';
import { quorumsIn, readable, type KafkaSnapshot } from './snapshot.ts';

const unreported: Standing = { isServing: false, role: 'unknown' };

/** The standing of a node, by its registration with the other brokers and the latest quorum. */
export function standing(snapshot: KafkaSnapshot, address: string): Standing {
  const own = snapshot.views.get(address) ?? snapshot.controllers.get(address);
  const id = snapshot.ids.get(address);
  if (own === undefined || isGap(own)) return { ...unreported, gap: own };
  const views = readable(snapshot.views.values());
  const quorum = quorumsIn(snapshot).toSorted((one, other) => other.epoch - one.epoch)[0];
  const isController = snapshot.controllers.has(address);
  const isRegistered = views.every(({ brokers }) => brokers.some((broker) => broker.id === id));
  // In a cluster with ZooKeeper, the controller is one of the brokers and has no vote.
  const voterId = snapshot.voterIds.get(address) ?? id;
  const isKnown = quorum !== undefined && quorum.leader >= 0 && voterId !== undefined;
  return {
    isServing: isController || isRegistered,
    role: isKnown ? (quorum.leader === voterId ? 'leader' : 'follower') : 'unknown',
    isEligible: quorum?.voters.some((voter) => voter.id === voterId) ?? false,
  };
}
