// One machine with a real sshd: `node ssh-machine.mjs SSHD ADDRESS PORT DATA_FOLDER AUTHORIZED_KEYS`.
// Each start creates a new host key, as on a new EC2 instance. The public key is DATA_FOLDER/host_key.pub.
//   --authority KEY   has its host key signed by that key, for its address
//   --impostor        rejects the first login; after that, another machine responds and accepts every login
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { authority: { type: 'string' }, impostor: { type: 'boolean' } },
});
const [sshd, address, port, dataFolder, authorizedKeys] = positionals;
const key = join(dataFolder, 'host_key');
const config = join(dataFolder, 'sshd_config');

function makeHostKey() {
  for (const file of [key, `${key}.pub`, `${key}-cert.pub`]) rmSync(file, { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  if (!values.authority) return;
  execFileSync('ssh-keygen', ['-q', '-s', values.authority, '-I', address, '-h', '-n', address, `${key}.pub`]);
}

function startServer(letsIn, ...options) {
  const lines = [
    `ListenAddress ${address}`,
    `Port ${port}`,
    `HostKey ${key}`,
    ...(values.authority ? [`HostCertificate ${key}-cert.pub`] : []),
    `AuthorizedKeysFile ${letsIn ? authorizedKeys : 'none'}`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  return spawn(sshd, ['-D', '-e', '-f', config, ...options], { stdio: 'inherit' });
}

// As root, sshd requires this folder, which the start of a service would create.
if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

makeHostKey();
if (values.impostor) {
  // In debug mode, sshd serves a single connection and ends.
  await once(startServer(false, '-d'), 'exit');
  makeHostKey();
}
startServer(true).once('exit', (code) => process.exit(code ?? 1));
