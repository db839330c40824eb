// A node of Kafka, broker and controller in one: clients on 9092, the quorum on 9093, brokers among themselves on 9094,
// so that a client port that is blocked leaves the cluster whole. See ../node-process.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frugal, jarsOf, neverServe, readNode, runJava } from '../node-process.mjs';

const node = readNode(9092);
const clusterId = 'ZXNnLXJlY3ljbGVyLWUyZQ';

/**
 * Static voters make a node with an empty disk a voter again; the short session lets it come back at once. A throttle
 * holds back whole answers, so that only small ones keep to a low rate.
 */
const settings = ({ address, folder, number, members, clientPort, boundPort }) =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': number,
    'controller.quorum.voters': members.map((member, index) => `${index + 1}@${member}:9093`).join(),
    listeners: `CLIENT://${address}:${boundPort},CONTROLLER://${address}:9093,BROKER://${address}:9094`,
    'advertised.listeners': `CLIENT://${address}:${clientPort},BROKER://${address}:9094`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
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
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', config];
    execFileSync('java', ['-Xmx128m', ...common, ...format], { stdio: 'inherit' });
  }
  runJava(node, ['-Xms256m', '-Xmx256m', '-Xss512k', '-XX:MaxMetaspaceSize=128m', ...common, 'kafka.Kafka', config]);
}

if (node.version === 'broken') neverServe();
else start();
