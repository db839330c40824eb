import { EsgError, ExitCode, isLoopback } from '@esg-recycler/core';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseMounts } from './mounts.ts';
import { endOfState } from './state-end.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Without symbolic links. The folder itself may not exist yet. */
function realPath(folder: string): string {
  let path = folder;
  while (!existsSync(path) && path !== dirname(path)) path = dirname(path);
  return join(realpathSync(path), relative(path, folder));
}

/** Only Linux has it. */
function readMounts(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Refuses a state file that ends with the job or its container: the next run would know nothing of a recycle that this
 * one requested. `ESG_STATE_PERSISTS=1` is the user's word that the place is kept. A simulated Spot has nothing to lose.
 *
 * @throws EsgError `state-ephemeral`, exit code 2
 */
export function requireKept(
  stateFile: string,
  { apiUrl, env = process.env, readText = readMounts }: { apiUrl: string; env?: Environment; readText?: () => string },
): void {
  if (env['ESG_STATE_PERSISTS'] === '1') return;
  if (isLoopback(new URL(apiUrl).hostname)) return;
  const end = endOfState({ folder: realPath(dirname(stateFile)), env, mounts: parseMounts(readText()) });
  if (end === undefined) return;
  throw new EsgError(`store: ${stateFile} is in ${end}`, {
    code: 'state-ephemeral',
    exitCode: ExitCode.usage,
    hint: 'Set ESG_STORE_URL to a server (redis://…, postgres://…), or mount a volume and set ESG_STATE_DIR to it. If the place is kept, set ESG_STATE_PERSISTS=1.',
  });
}
