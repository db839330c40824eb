// A member of an etcd cluster: clients on 2379, its peers on 2380. See ../node-process.mjs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jarsOf, neverServe, readNode, runProgram } from '../node-process.mjs';

const node = readNode(2379);
const nameOf = (number) => `m${number}`;
const peerUrl = (address) => `http://${address}:2380`;

/** Whether the other members list this member as one that never started. It then joins them. */
async function isAwaited({ address, folder, members, clientPort }) {
  if (existsSync(join(folder, 'data'))) return false;
  const lists = members
    .filter((member) => member !== address)
    .map(async (member) => {
      const url = `http://${member}:${clientPort}/v3/cluster/member/list`;
      const response = await fetch(url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(2000) });
      return (await response.json()).members ?? [];
    });
  const listed = (await Promise.all(lists.map((list) => list.catch(() => [])))).flat();
  return listed.some(({ name, peerURLs }) => !name && peerURLs.includes(peerUrl(address)));
}

async function start({ version, address, folder, number, members, clientPort, boundPort }) {
  const settings = {
    name: nameOf(number),
    'data-dir': join(folder, 'data'),
    'listen-client-urls': `http://${address}:${boundPort}`,
    'advertise-client-urls': `http://${address}:${clientPort}`,
    'listen-peer-urls': peerUrl(address),
    'initial-advertise-peer-urls': peerUrl(address),
    'initial-cluster': members.map((member, index) => `${nameOf(index + 1)}=${peerUrl(member)}`).join(),
    'initial-cluster-state': (await isAwaited(node)) ? 'existing' : 'new',
    'heartbeat-interval': '50',
    'election-timeout': '500',
    // These tests do not cover data that a power cut would lose.
    'unsafe-no-fsync': 'true',
  };
  const args = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
  runProgram(node, join(jarsOf('etcd', version), 'etcd'), args);
}

if (node.version === 'broken') neverServe();
else await start(node);
