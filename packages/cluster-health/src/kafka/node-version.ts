import { EsgError, ExitCode, isNodeAtLeast } from '@esg-recycler/core';

/** The versions that the Kafka client supports: it states ">= 22.22.0 || >= 24.6.0". */
const isSupported = (version: string): boolean =>
  isNodeAtLeast(version, '24.6') || (isNodeAtLeast(version, '22.22') && !isNodeAtLeast(version, '23.0'));

/**
 * The other health checks run on an older Node than the Kafka client.
 *
 * @throws EsgError `node-too-old`, exit code 2
 */
export function checkNodeForKafka(version = process.versions.node): void {
  if (isSupported(version)) return;
  throw new EsgError(
    `The kafka health check needs Node 24.6 or newer, or Node 22 from 22.22 on; this is ${version} (${process.execPath})`,
    {
      code: 'node-too-old',
      exitCode: ExitCode.usage,
      hint: 'Install Node 24, or set ESG_RECYCLER_NODE to its path.',
    },
  );
}
