import { spawnSync } from 'node:child_process';

/**
 * Runs a command to its end. `output` is stdout and stderr, without colors.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} options
 */
export function runCommand(file, args, { cwd, env } = {}) {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  return {
    succeeded: status === 0,
    stdout: stdout ?? '',
    output: error ? `${file} could not be started: ${error.message}\n` : stdout + stderr,
  };
}
