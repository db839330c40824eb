// `npm run demo`: three stateful instances, real processes behind three loopback addresses, move to a new image one at a
// time, while a client reads from a majority of them. Spot is simulated, everything else is what a real roll runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { executable, node, repository } from '../support/executables.ts';
import { freePort } from '../support/free-port.ts';
import { type MajorityClient, startMajorityClient } from '../support/majority-client.ts';

const addresses = ['127.0.1.1', '127.0.1.2', '127.0.1.3'];
const [oldImage, newImage] = ['ami-2024', 'ami-2025'];
const group = 'sig-demo';
const folder = mkdtempSync(join(tmpdir(), 'esg-recycler-demo-'));
const port = await freePort(addresses);

const say = (text: string): void => console.log(`\n# ${text}\n`);

const member = [node, join(repository, 'e2e/support/member.mjs'), '{address}', String(port), '{dataDir}', '{image}'];
const simulator = await startSimulator({
  groups: [
    {
      id: group,
      name: 'demo cluster',
      image: newImage,
      instances: addresses.map((privateIp) => ({ privateIp, imageId: oldImage })),
    },
  ],
  recycling: { lagMs: 500, durationMs: 2000 },
  processes: { [oldImage]: member, [newImage]: member },
  machines: { folder: join(folder, 'machines') },
});

/** Runs one of the project's executables for the reader to see; answers its exit code. */
async function show(name: string, ...args: string[]): Promise<number> {
  console.log(`$ npx ${name} ${args.map((arg) => (/[\s{]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`);
  const { exitCode = 1 } = await execa(node, [executable(name), ...args], {
    cwd: repository,
    stdout: 'inherit',
    stderr: 'inherit',
    stdin: 'ignore',
    reject: false,
    env: {
      SPOTINST_API_URL: simulator.url,
      SPOTINST_API_TOKEN: simulator.token,
      SPOTINST_ACCOUNT_ID: simulator.accountId,
      ESG_STATE_DIR: join(folder, 'state'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  });
  return exitCode;
}

const exitCodes: number[] = [];
const urls = addresses.map((address) => `http://${address}:${port}/`);
const roll = ['--esg', group, '--poll-interval', '200ms'];
const ansible = ['-e', JSON.stringify({ esg_recycle_wait_ports: [port] })];
let client: MajorityClient | undefined;
try {
  client = await startMajorityClient(urls);
  say(`Three members run ${oldImage}; their group says ${newImage}. What Ansible knows of the first:`);
  exitCodes.push(await show('esg-inventory', '--host', '127.0.1.1'));
  say('What would be done:');
  exitCodes.push(await show('recycle-runner', 'plan', ...roll));
  say('The roll, one instance at a time, through ansible-playbook:');
  exitCodes.push(await show('recycle-runner', ...roll, '--yes', '--', ...ansible));
  say('Again: there is nothing left to do.');
  exitCodes.push(await show('recycle-runner', ...roll, '--yes', '--', ...ansible));
} finally {
  await client?.stop();
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
}

const { reads, failed } = client;
const images = client.images();
say('The proof, from outside:');
console.log(`members answer with         ${images.join(', ')}`);
console.log(`out at the same time        ${simulator.maxOut()} at most`);
console.log(`reads from a majority       ${reads} reads, ${failed} failed`);
const isProved =
  exitCodes.every((code) => code === 0) &&
  images.length === addresses.length &&
  images.every((image) => image === newImage) &&
  simulator.maxOut() === 1 &&
  failed === 0;
process.exitCode = isProved ? 0 : 1;
