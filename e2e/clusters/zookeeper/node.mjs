// A member of a ZooKeeper ensemble: clients on 2181, its peers on 2888 and 3888. See ../node-process.mjs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frugal, jarsOf, neverServe, readNode, runJava } from '../node-process.mjs';

const node = readNode(2181);

/**
 * The first has the highest id. The highest id wins an election among equals, so one of the first two leads at
 * first, and not the last one, which would be recycled last anyway.
 */
const idOf = (number) => node.members.length - number + 1;

/** No AdminServer: it would need port 8080 of every address. */
const settings = ({ address, folder, members, boundPort }) =>
  Object.entries({
    tickTime: 1000,
    initLimit: 10,
    syncLimit: 5,
    dataDir: join(folder, 'data'),
    clientPort: boundPort,
    clientPortAddress: address,
    'admin.enableServer': false,
    '4lw.commands.whitelist': 'srvr,mntr,ruok,stat',
    ...Object.fromEntries(members.map((member, index) => [`server.${idOf(index + 1)}`, `${member}:2888:3888`])),
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

function start() {
  const jars = jarsOf('zookeeper', node.version);
  const config = join(node.folder, 'zoo.cfg');
  mkdirSync(join(node.folder, 'data'), { recursive: true });
  writeFileSync(join(node.folder, 'data/myid'), `${idOf(node.number)}\n`);
  writeFileSync(config, settings(node));
  runJava(node, [
    ...frugal,
    '-Xms64m',
    '-Xmx64m',
    '-Xss512k',
    // The fastest election: by default, a first message that arrives too early costs a fifth of a second.
    '-Dzookeeper.fastleader.minNotificationInterval=20',
    '-Dzookeeper.leaderConnectDelayRetryMs=20',
    `-Dlogback.configurationFile=${join(import.meta.dirname, 'logback.xml')}`,
    '-cp',
    join(jars, '*'),
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    config,
  ]);
}

if (node.version === 'broken') neverServe();
else start();
