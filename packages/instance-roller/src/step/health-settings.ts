import { EsgError, ExitCode } from '@esg-recycler/core';

/** An error about the variables of hosts or the settings of the play. */
export const settingsInvalid = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'settings-invalid', exitCode: ExitCode.usage, hint });

/**
 * Refuses a cluster in which only some hosts have a health check.
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
    `esg_recycle_health is set for ${checked.join(', ')}, but not for ${unchecked.join(', ')} in the same cluster`,
    `Set it for all groups of ${cluster}: instances without it would be recycled without a health check`,
  );
}
