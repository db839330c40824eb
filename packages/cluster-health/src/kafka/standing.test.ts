import { describe, expect, it } from '@jest/globals';
import { standing } from './standing.ts';
import {
  a,
  b,
  broker,
  c,
  controller,
  nodeDown,
  quorum,
  scene,
  silence,
  view,
  voter,
} from './test-support/three-brokers.ts';

describe('the standing of a Kafka node', () => {
  it('is leader for the active controller', () => {
    const [snapshot] = scene();
    expect(standing(snapshot, c)).toEqual({ isServing: true, role: 'leader', isEligible: true });
    expect(standing(snapshot, a)).toEqual({ isServing: true, role: 'follower', isEligible: true });
  });

  it('uses the latest reported election', () => {
    const [snapshot] = scene({ views: { [b]: view({ quorum: quorum({ leader: 1, epoch: 8 }) }) } });
    expect([a, b, c].map((address) => standing(snapshot, address).role)).toEqual(['leader', 'follower', 'follower']);
  });

  it('has an unknown role without an active controller or without an id', () => {
    expect(standing(scene({ all: { quorum: quorum({ leader: -1 }) } })[0], a).role).toBe('unknown');
    expect(standing(scene({ all: { quorum: silence } })[0], a).role).toBe('unknown');
    expect(standing(scene({ ids: { [b]: 2, [c]: 3 } })[0], a).role).toBe('unknown');
  });

  it('is not serving while silent or not registered with all brokers', () => {
    expect(standing(scene(nodeDown)[0], a)).toMatchObject({ isServing: false, role: 'unknown' });
    expect(standing(scene({ views: { [b]: view({ brokers: [2, 3].map(broker) }) } })[0], a).isServing).toBe(false);
  });

  it('is not eligible for a broker without a vote', () => {
    const [snapshot] = scene({ all: { quorum: quorum({ voters: [voter(3)] }) } });
    expect(standing(snapshot, a).isEligible).toBe(false);
  });

  it('is serving for a controller-only node', () => {
    const [snapshot] = scene({ all: { brokers: [1, 2].map(broker) }, controllers: { [c]: controller() } });
    expect(standing(snapshot, c)).toEqual({ isServing: true, role: 'leader', isEligible: true });
  });

  it('is leader for a broker next to its own active controller', () => {
    const [snapshot] = scene({
      all: { quorum: quorum({ leader: 101, voters: [voter(101)] }) },
      voterIds: { [a]: 101 },
    });
    expect([a, b].map((address) => standing(snapshot, address).role)).toEqual(['leader', 'follower']);
  });
});
