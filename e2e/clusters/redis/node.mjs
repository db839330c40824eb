// A node of a Redis Cluster: clients on 6379, its peers on 16379. See ../node-process.mjs. The first one makes the
// cluster once all nodes run: three masters and a replica of each.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jarsOf, neverServe, readNode, runProgram } from '../node-process.mjs';

const node = readNode(6379);

const settings = ({ address, folder, clientPort, boundPort }) =>
  Object.entries({
    bind: address,
    port: boundPort,
    'protected-mode': 'no',
    dir: join(folder, 'data'),
    'set-proc-title': 'no',
    appendonly: 'yes',
    appendfsync: 'no',
    save: '""',
    'repl-diskless-sync-delay': 0,
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': 2000,
    'cluster-port': clientPort + 10_000,
    'cluster-announce-ip': address,
    'cluster-announce-port': clientPort,
  })
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');

async function makeCluster({ members, clientPort }) {
  const all = members.map((member) => `${member}:${clientPort}`);
  for (;;) {
    const args = ['--cluster', 'create', ...all, '--cluster-replicas', '1', '--cluster-yes'];
    if (spawnSync('redis-cli', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000 }).status === 0) return;
    await delay(500);
  }
}

function start() {
  const isFirstStart = !existsSync(join(node.folder, 'data/nodes.conf'));
  mkdirSync(join(node.folder, 'data'), { recursive: true });
  const config = join(node.folder, 'redis.conf');
  writeFileSync(config, settings(node));
  runProgram(node, join(jarsOf('redis', node.version), 'redis-server'), [config]);
  // Nodes with empty disks join an existing cluster, if the other nodes form one.
  if (isFirstStart && node.number === 1) void makeCluster(node);
}

if (node.version === 'broken') neverServe();
else start();
