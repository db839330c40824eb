// Installs the system packages of the tests, on Debian as root. Otherwise prints the command.
//   node tools/setup-system.mjs           exit code 1 if something is still missing
//   node tools/setup-system.mjs --test    always exit code 0: tests without their command are skipped
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The Debian packages whose command is missing. */
function findMissing() {
  /** @type {Record<string, string>} */
  const packages = JSON.parse(readFileSync(join(import.meta.dirname, 'system-commands.json'), 'utf8'));
  const isMissing = (command) => !folders.some((folder) => existsSync(join(folder, command)));
  return Object.keys(packages)
    .filter(isMissing)
    .map((command) => packages[command]);
}

const aptGet = (...args) =>
  spawnSync('apt-get', ['--quiet=2', ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

/** Package lists may be out of date, or missing as in a fresh container. */
function install(packages) {
  console.error(`setup: installing what the tests need: ${packages.join(' ')}`);
  const attempt = () => aptGet('install', '--yes', '--no-install-recommends', ...packages);
  return attempt() || (aptGet('update') && attempt());
}

const missing = findMissing();
const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
if (missing.length > 0 && !(mayInstall && install(missing))) {
  console.error(
    `setup: tests that need more than this machine has are skipped\n  Install it (Debian, as root): apt-get install ${missing.join(' ')}`,
  );
  process.exitCode = process.argv.includes('--test') ? 0 : 1;
}
