import { type Sample, secondsWhere, startSampler } from '../samples.ts';
import { openSearchViews } from './view.ts';

export interface OpenSearchSample {
  answering: number;
  /** The worst that any node says; nothing where none sees a cluster manager. */
  status: 'green' | 'yellow' | 'red' | undefined;
}

export interface OpenSearchAvailability {
  secondsRed: number;
  secondsYellow: number;
  secondsWithoutManager: number;
  samples: readonly Sample<OpenSearchSample>[];
}

/** Looks five times a second at what the nodes say. */
export function watchOpenSearch(addresses: readonly string[]): { stop: () => Promise<OpenSearchAvailability> } {
  const sampler = startSampler(() => sample(addresses));
  return {
    stop: async () => {
      const samples = await sampler.stop();
      const seconds = (wanted: OpenSearchSample['status']): number =>
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

async function sample(addresses: readonly string[]): Promise<OpenSearchSample> {
  const views = (await openSearchViews(addresses)).filter((view) => view !== undefined);
  const says = (wanted: OpenSearchSample['status']): boolean => views.some(({ status }) => status === wanted);
  const status = (['red', 'yellow', 'green'] as const).find(says);
  return { answering: views.length, status };
}
