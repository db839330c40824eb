// A node of OpenSearch: data and cluster manager in one, REST on 9200, its peers on 9300. See ../node-process.mjs.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frugal, jarsOf, javaFor, neverServe, readNode, runJava } from '../node-process.mjs';

const node = readNode(9200);

const settings = ({ address, folder, number, members, boundPort }) => ({
  'cluster.name': 'e2e',
  'node.name': `n${number}`,
  'network.host': address,
  'http.port': boundPort,
  'transport.port': 9300,
  'path.data': join(folder, 'data'),
  'path.logs': join(folder, 'logs'),
  'discovery.seed_hosts': members.map((member) => `${member}:9300`),
  'cluster.initial_cluster_manager_nodes': members.map((_, index) => `n${index + 1}`),
  'cluster.routing.allocation.disk.threshold_enabled': false,
  'node.store.allow_mmap': false,
  'node.processors': 2,
});

/** The options that bin/opensearch would determine in a second JVM, except those for production. */
const java = [
  ...frugal,
  '-Xms512m',
  '-Xmx512m',
  '-Xss1m',
  '-XX:MaxDirectMemorySize=256m',
  '-Djava.awt.headless=true',
  '-Dfile.encoding=UTF-8',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory',
  '-Dio.netty.noUnsafe=true',
  '-Dio.netty.noKeySetOptimization=true',
  '-Dio.netty.recycler.maxCapacityPerThread=0',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dlog4j2.disable.jmx=true',
  // Without native code it also runs as root, as tests in a container do.
  '-Djna.nosys=true',
  '-Djna.nounpack=true',
  '-Dopensearch.distribution.type=zip',
  '-Dopensearch.bundled_jdk=false',
];

/**
 * Version 3 uses Lucene 10, which requires Java 21. It has an agent instead of the security manager, which Java 24
 * removed.
 */
const isModern = Number.parseInt(node.version, 10) >= 3;

/** @param {string} home */
const guard = (home) =>
  isModern ? `-javaagent:${join(home, 'agent/opensearch-agent.jar')}` : '-Djava.security.manager=allow';

function start() {
  const home = join(jarsOf('opensearch', node.version), `opensearch-${node.version}`);
  const config = join(node.folder, 'config');
  const temporary = join(node.folder, 'tmp');
  for (const folder of [config, temporary, join(node.folder, 'logs')]) mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'log4j2.properties'), join(config, 'log4j2.properties'));
  writeFileSync(join(config, 'opensearch.yml'), JSON.stringify(settings(node)));
  const args = [
    ...java,
    guard(home),
    `-Djava.io.tmpdir=${temporary}`,
    `-XX:ErrorFile=${join(node.folder, 'logs/java-error.log')}`,
    `-Dopensearch.path.home=${home}`,
    `-Dopensearch.path.conf=${config}`,
    '-cp',
    join(home, 'lib/*'),
    'org.opensearch.bootstrap.OpenSearch',
  ];
  runJava(node, args, javaFor(isModern ? 21 : 17));
}

if (node.version === 'broken') neverServe();
else start();
