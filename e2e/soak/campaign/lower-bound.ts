import type { Recorded } from './check-log.ts';
import type { Layout, LayoutGroup } from './layout.ts';

interface Chain {
  startedAt: number;
  ms: number;
}

/** How long the recycles of a group took one after the other: from each request to ACTIVE. */
function chainOf({ instances }: LayoutGroup, { log }: Recorded): Chain {
  const recycles = instances.flatMap((ssi) => {
    const events = log.filter((event) => event.ssi === ssi);
    const accepted = events.find(({ what, detail }) => what === 'accepted' && detail === 'recycle');
    const active = events.findLast(({ what, state }) => what === 'state' && state === 'ACTIVE');
    return accepted && active ? [{ from: accepted.at, to: active.at }] : [];
  });
  return {
    startedAt: Math.min(...recycles.map(({ from }) => from)),
    ms: recycles.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

/** When the last of these ends, if each starts as soon as one of the places is free. */
function longestPlace(chains: readonly Chain[], atOnce: number): number {
  const places = Array.from({ length: atOnce }, () => 0);
  for (const { ms } of chains) {
    const free = places.indexOf(Math.min(...places));
    places[free]! += ms;
  }
  return Math.max(...places);
}

/**
 * The time of the recycles alone, in milliseconds: wave by wave, with the clusters in the order in which they started,
 * and without a moment between two of them.
 */
export function slowestChainMs(layout: Layout, recorded: Recorded): number {
  const inWave = (wave: number): Chain[] =>
    layout.groups
      .filter((group) => group.wave === wave)
      .map((group) => chainOf(group, recorded))
      .toSorted((one, other) => one.startedAt - other.startedAt);
  return layout.waves.map((_, wave) => longestPlace(inWave(wave), layout.size.atOnce)).reduce((sum, ms) => sum + ms, 0);
}
