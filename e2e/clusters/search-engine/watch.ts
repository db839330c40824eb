import { type Sample, secondsWhere, startSampler } from '../samples.ts';
import type { SearchNodes } from './request.ts';
import { searchViews } from './view.ts';

export interface SearchSample {
  answering: number;
  /** The worst report of any node; undefined if no node sees a cluster manager. */
  status: 'green' | 'yellow' | 'red' | undefined;
}

export interface SearchAvailability {
  secondsRed: number;
  secondsYellow: number;
  secondsWithoutManager: number;
  samples: readonly Sample<SearchSample>[];
}

/** Reads what the nodes report, five times a second. */
export function watchSearch(nodes: SearchNodes): { stop: () => Promise<SearchAvailability> } {
  const sampler = startSampler(() => sample(nodes));
  return {
    stop: async () => {
      const samples = await sampler.stop();
      const seconds = (wanted: SearchSample['status']): number =>
        secondsWhere(samples, ({ status }) => status === wanted);
      return {
        secondsRed: seconds('red'),
        secondsYellow: seconds('yellow'),
        secondsWithoutManager: seconds(undefined),
        samples,
      };
    },
  };
}

async function sample(nodes: SearchNodes): Promise<SearchSample> {
  const views = (await searchViews(nodes)).filter((view) => view !== undefined);
  const says = (wanted: SearchSample['status']): boolean => views.some(({ status }) => status === wanted);
  const status = (['red', 'yellow', 'green'] as const).find(says);
  return { answering: views.length, status };
}
