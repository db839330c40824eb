// A node of Kafka: clients on 9092, the quorum on 9093, brokers to brokers on 9094. A blocked client port therefore
// leaves the cluster healthy. With three members, each is broker and controller, and the voters are static.
// With six, the first three are brokers and the rest controllers, in a dynamic quorum. See ../node-process.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frugal, jarsOf, neverServe, readNode, runJava } from '../node-process.mjs';

const node = readNode(9092);
const clusterId = 'ZXNnLXJlY3ljbGVyLWUyZQ';

const isApart = node.members.length > 3;
const isController = !isApart || node.number > 3;
const isBroker = !isApart || node.number <= 3;

const controllers = node.members
  .map((address, index) => ({ id: index + 1, address: `${address}:9093` }))
  .filter(({ id }) => !isApart || id > 3);

/** A voter of a dynamic quorum is an id and a directory id. All members must know them before the first start. */
const directoryOf = (id) => Buffer.alloc(16, id).toString('base64url');

/**
 * With static voters, a node with an empty disk is a voter again. In a dynamic quorum it only observes, unless a file
 * `auto-join` next to the data folder makes it request its vote.
 */
const quorum = () =>
  isApart
    ? {
        'controller.quorum.bootstrap.servers': controllers.map(({ address }) => address).join(),
        ...(isController &&
          existsSync(join(node.folder, '../auto-join')) && { 'controller.quorum.auto.join.enable': true }),
      }
    : { 'controller.quorum.voters': controllers.map(({ id, address }) => `${id}@${address}`).join() };

const listeners = ({ address, clientPort, boundPort }) => {
  const client = (port) => (isBroker ? [`CLIENT://${address}:${port}`, `BROKER://${address}:9094`] : []);
  const controller = isController ? [`CONTROLLER://${address}:9093`] : [];
  return {
    listeners: [...client(boundPort), ...controller].join(),
    'advertised.listeners': [...client(clientPort), ...(isApart ? controller : [])].join(),
    ...(isBroker && { 'inter.broker.listener.name': 'BROKER' }),
  };
};

/** With the short session it rejoins at once. A throttle delays complete responses, so only small ones keep to a low rate. */
const settings = ({ folder, number, ...rest }) =>
  Object.entries({
    'process.roles': [...(isBroker ? ['broker'] : []), ...(isController ? ['controller'] : [])].join(),
    'node.id': number,
    ...quorum(),
    ...listeners(rest),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'default.replication.factor': 3,
    'min.insync.replicas': 2,
    'offsets.topic.replication.factor': 3,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': 3,
    'transaction.state.log.min.isr': 2,
    'transaction.state.log.num.partitions': 3,
    'share.coordinator.state.topic.replication.factor': 3,
    'share.coordinator.state.topic.min.isr': 2,
    'unclean.leader.election.enable': false,
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'replica.lag.time.max.ms': 10_000,
    'replica.fetch.response.max.bytes': 1_048_576,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'log.cleaner.dedupe.buffer.size': 8_388_608,
    'log.segment.bytes': 67_108_864,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** A controller votes from its first start, until it gets an empty disk. */
function voting() {
  if (!isApart) return [];
  const marker = join(node.folder, '../has-voted');
  if (!isController || existsSync(marker)) return ['--no-initial-controllers'];
  writeFileSync(marker, '');
  return ['--initial-controllers', controllers.map(({ id, address }) => `${id}@${address}:${directoryOf(id)}`).join()];
}

function start() {
  const jars = jarsOf('kafka', node.version);
  const config = join(node.folder, 'server.properties');
  mkdirSync(node.folder, { recursive: true });
  writeFileSync(config, settings(node));
  const common = [
    ...frugal,
    `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.xml')}`,
    '-cp',
    join(jars, '*'),
  ];
  if (!existsSync(join(node.folder, 'data/meta.properties'))) {
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', config, ...voting()];
    execFileSync('java', ['-Xmx128m', ...common, ...format], { stdio: 'inherit' });
  }
  runJava(node, ['-Xms256m', '-Xmx256m', '-Xss512k', '-XX:MaxMetaspaceSize=128m', ...common, 'kafka.Kafka', config]);
}

if (node.version === 'broken') neverServe();
else start();
