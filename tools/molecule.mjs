// Tests the role of the built collection with Molecule, on the Spot simulator: `npm run molecule`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from './checks/command.mjs';
import { makeTools } from './checks/python-tools.mjs';

const root = dirname(import.meta.dirname);
const work = join(root, '.cache/molecule');
const node = join(root, 'node_modules/.bin/node');
const scenario = join(root, 'ansible/extensions/molecule/default/scenario.yml');

/** Installs the collection from its built file into an empty folder. */
function installCollection(bin) {
  const folder = join(work, 'collections');
  const built = runCommand(process.execPath, [join(root, 'tools/collection.mjs'), work]);
  if (!built.succeeded) throw new Error(built.output);
  const install = ['collection', 'install', '--offline', '-p', folder, built.stdout.trim()];
  // In the root of the repository, Ansible would find the collection there and install nothing.
  const installed = runCommand(join(bin, 'ansible-galaxy'), install, { cwd: work, env: { HOME: join(work, 'home') } });
  if (!installed.succeeded) throw new Error(installed.output);
  return folder;
}

async function startSimulator() {
  const executable = join(root, 'packages/spot-simulator/bin/spot-simulator.js');
  const child = spawn(node, [executable, '--scenario', scenario, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['']),
  ]);
  if (!line) throw new Error(`The simulator ended with exit code ${child.exitCode}`);
  return { child, ...JSON.parse(line) };
}

rmSync(work, { recursive: true, force: true });
mkdirSync(join(work, 'home'), { recursive: true });
const bin = makeTools(root);
const collections = installCollection(bin);
const { child, url, accountId } = await startSimulator();
try {
  const { status } = spawnSync(join(bin, 'molecule'), ['test', '--destroy', 'never'], {
    cwd: join(root, 'ansible'),
    stdio: 'inherit',
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      LANG: 'C.UTF-8',
      HOME: join(work, 'home'),
      ANSIBLE_COLLECTIONS_PATH: collections,
      ESG_RECYCLER_NODE: node,
      SPOTINST_API_URL: url,
      SPOTINST_ACCOUNT_ID: accountId,
      SPOTINST_API_TOKEN: 'simulator-token',
    },
  });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} molecule`);
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  child.kill();
}
