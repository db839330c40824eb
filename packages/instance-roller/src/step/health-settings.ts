import { EsgError, ExitCode } from '@esg-recycler/core';

/** What is wrong with the variables of hosts or play. */
export const settingsInvalid = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'settings-invalid', exitCode: ExitCode.usage, hint });

/**
 * Refuses a health check that only some hosts of a cluster have.
 *
 * @param checks `esg_recycle_health` by host
 * @throws EsgError `settings-invalid`, exit code 2
 */
export function checkHealthSettings(
  checks: Readonly<Record<string, string | null | undefined>>,
  cluster: string,
): void {
  const hosts = Object.keys(checks).toSorted();
  const checked = hosts.filter((host) => Boolean(checks[host]));
  const unchecked = hosts.filter((host) => !checks[host]);
  if (checked.length === 0 || unchecked.length === 0) return;
  throw settingsInvalid(
    `esg_recycle_health is set for ${checked.join(', ')}, and not for ${unchecked.join(', ')} of the same cluster`,
    `Set it for all groups of ${cluster}: what has none would be recycled unseen`,
  );
}
