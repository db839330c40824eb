import { existsSync, readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { version } from '@esg-recycler/core';
import type { LedgerOrigin } from '@esg-recycler/esg-store';
import { censoredCommand } from './censor.ts';

type Environment = Record<string, string | undefined>;

/** The variables whose values are secrets. */
const secretVariables = /(TOKEN|PASSWORD|SECRET|API_KEY)$/;

/** The secrets that this process was started with. */
const secretsIn = (env: Environment): string[] =>
  Object.entries(env).flatMap(([name, value]) => (value && secretVariables.test(name) ? [value] : []));

/** The operating system may not know the user, as in a container with another user id. */
function userName(env: Environment): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] || env['LOGNAME'] || String(process.getuid?.() ?? 'unknown');
  }
}

const distribution = /^ansible_core-(.+)\.dist-info$/;

/** The version of ansible-core in the environment of an executable, without starting it; undefined when it is elsewhere. */
export function ansibleVersion(ansiblePlaybook: string): string | undefined {
  const lib = join(dirname(dirname(ansiblePlaybook)), 'lib');
  const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  return list(lib)
    .filter((name) => name.startsWith('python3'))
    .flatMap((name) => list(join(lib, name, 'site-packages')))
    .map((name) => distribution.exec(name)?.[1])
    .find((found) => found !== undefined);
}

export interface OriginSource {
  /** The path of ansible-playbook. */
  ansiblePlaybook: string;
  /** The arguments of this process, without Node and the script. */
  argv?: readonly string[];
  env?: Environment;
  /** Secrets that the environment does not hold. */
  secrets?: readonly string[];
}

/** Who started this run, where, and with which programs. */
export function originOf({
  ansiblePlaybook,
  argv = process.argv.slice(2),
  env = process.env,
  secrets = [],
}: OriginSource): LedgerOrigin {
  const ansible = ansibleVersion(ansiblePlaybook);
  const sudoUser = env['SUDO_USER'];
  return {
    user: userName(env),
    ...(sudoUser && { sudoUser }),
    host: hostname(),
    command: censoredCommand(['recycle-runner', ...argv], [...secretsIn(env), ...secrets]),
    versions: { recycler: version, node: process.versions.node, ...(ansible && { ansible }) },
  };
}
