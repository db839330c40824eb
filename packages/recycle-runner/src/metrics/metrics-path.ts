import { accessSync, constants, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EsgError, ExitCode } from '@esg-recycler/core';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A part of a file name: node_exporter reads every `*.prom` of its folder. */
const fileNameOf = (cluster: string): string => `esg_recycler_${encodeURIComponent(cluster)}.prom`;

/**
 * The file for the metrics of a cluster.
 *
 * @param path a file, or a folder, in which each cluster has its own file
 * @throws EsgError `metrics-unwritable`, exit code 2
 */
export function metricsPath(path: string, cluster: string): string {
  const file = resolve(isFolder(path) ? join(path, fileNameOf(cluster)) : path);
  try {
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EsgError(`Cannot write metrics to ${file}: ${(error as Error).message}`, {
      code: 'metrics-unwritable',
      exitCode: ExitCode.usage,
      hint: 'Create the folder or make it writable, or leave out --metrics-file, metrics_file and ESG_RECYCLER_METRICS_FILE.',
      cause: error,
    });
  }
  return file;
}
