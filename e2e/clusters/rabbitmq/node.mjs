// A node of RabbitMQ, from the package of the system: management on 15672, AMQP on 5682. See ../node-process.mjs.
// There is one version, and two configurations: the second lets a node have more memory.
// Nodes find each other through epmd, which all nodes of a cluster share. The first node starts it, on a port of
// this cluster. It outlives the node, as it does on a machine, and ends with the cluster.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { neverServe, readNode, runProgram } from '../node-process.mjs';

const node = readNode(15_672);
const memory = { 1: '1GB', 2: '1100MB' };

/** The third number of the addresses. Clusters that run at the same time have different ports. */
const network = Number(node.address.split('.')[2]);
const epmdPort = 14_000 + network;
const distributionPort = 20_000 + 10 * network + node.number;
const nameOf = (address, index) => `rabbit-${index + 1}@${address}`;

const settings = ({ version, address, members, boundPort }) => ({
  'listeners.tcp.1': `${address}:5682`,
  'management.tcp.ip': address,
  'management.tcp.port': boundPort,
  'cluster_formation.peer_discovery_backend': 'classic_config',
  ...Object.fromEntries(
    members.map((member, index) => [`cluster_formation.classic_config.nodes.${index + 1}`, nameOf(member, index)]),
  ),
  'cluster_formation.randomized_startup_delay_range.min': 0,
  'cluster_formation.randomized_startup_delay_range.max': 1,
  cluster_partition_handling: 'pause_minority',
  net_ticktime: 8,
  default_user: 'admin',
  default_pass: 'admin',
  loopback_users: 'none',
  'log.console': 'true',
  'log.file': 'false',
  'vm_memory_high_watermark.absolute': memory[version],
  'disk_free_limit.absolute': '50MB',
});

/** Waits until something listens there. Without epmd, Erlang would start another one, which nothing would stop. */
async function untilEpmdListens() {
  for (;;) {
    const socket = connect(epmdPort, node.address);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(50);
  }
}

/** If another node has started it already, this one ends at once, because the port is taken. */
async function startEpmd() {
  const folder = join(node.folder, '../../epmd');
  const program = join(folder, 'epmd');
  mkdirSync(folder, { recursive: true });
  try {
    symlinkSync('/usr/bin/epmd', program);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const addresses = node.members.join();
  spawn(program, ['-port', `${epmdPort}`, '-address', addresses], { detached: true, stdio: 'ignore' }).unref();
  await untilEpmdListens();
}

async function start() {
  const configuration = join(node.folder, `rabbitmq-${node.version}`);
  mkdirSync(configuration, { recursive: true });
  const file = join(configuration, 'rabbitmq.conf');
  const lines = Object.entries(settings(node)).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(file, lines.join(''));
  writeFileSync(join(configuration, 'enabled_plugins'), '[rabbitmq_management].\n');
  const cookie = join(node.folder, '.erlang.cookie');
  if (!existsSync(cookie)) writeFileSync(cookie, 'ESGRECYCLER');
  chmodSync(cookie, 0o400);
  await startEpmd();
  Object.assign(process.env, {
    HOME: node.folder,
    ERL_FLAGS: '-start_epmd false',
    ERL_EPMD_PORT: `${epmdPort}`,
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_NODENAME: nameOf(node.address, node.number - 1),
    RABBITMQ_USE_LONGNAME: 'true',
    RABBITMQ_DIST_PORT: `${distributionPort}`,
    RABBITMQ_CONFIG_FILE: file,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(configuration, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(configuration, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(node.folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(node.folder, 'log'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {${node.address.replaceAll('.', ',')}} +S 1:1`,
  });
  // The last argument helps to find the node's processes. Erlang ignores it.
  runProgram(node, '/usr/lib/rabbitmq/bin/rabbitmq-server', ['-esg_configuration', `${dirname(file)}/`]);
}

if (node.version === 'broken') neverServe();
else await start();
