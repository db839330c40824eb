import type { RunObserver, ReportWarning } from '../events/observer.ts';
import { replaceMetricsFile } from './metrics-file.ts';
import { createRunMetrics } from './run-metrics.ts';

export interface MetricsOptions {
  file: string;
  cluster: string;
  /** When a run of this cluster last finished, ISO 8601. */
  lastSuccess?: string;
}

/** Keeps a file with the metrics of a run up to date. A failure is reported once, and the next event tries again. */
export function createMetricsObserver(
  { file, cluster, lastSuccess }: MetricsOptions,
  warn: ReportWarning,
): RunObserver {
  const metrics = createRunMetrics(cluster, lastSuccess);
  let written = '';
  let isFailing = false;
  let isStale = false;

  const write = async (): Promise<void> => {
    const text = await metrics.text();
    if (text === written) return;
    try {
      replaceMetricsFile(file, text);
      written = text;
    } catch (error) {
      if (!isFailing) warn(`Cannot write metrics: ${(error as Error).message}. The roll continues.`);
      isFailing = true;
    }
  };

  let writing = Promise.resolve();
  return {
    event: (event) => {
      metrics.event(event);
      // Events arrive in batches: one write for all of a batch.
      if (isStale) return;
      isStale = true;
      writing = writing.then(() => {
        isStale = false;
        return write();
      });
    },
    close: () => writing,
  };
}
