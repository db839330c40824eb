// A node of Elasticsearch: data and master in one, REST on 9200 over TLS, its peers on 9300. See ../node-process.mjs.
import { spawnSync } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { chownSync, cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { frugal, jarsOf, javaFor, neverServe, readNode, runProgram } from '../node-process.mjs';
import { certificate, roles, users } from './access.ts';

const node = readNode(9200);

const tls = (layer) => ({
  [`xpack.security.${layer}.ssl.enabled`]: true,
  [`xpack.security.${layer}.ssl.certificate`]: 'node.crt',
  [`xpack.security.${layer}.ssl.key`]: 'node.key',
  [`xpack.security.${layer}.ssl.certificate_authorities`]: ['node.crt'],
});

const settings = ({ address, folder, number, members, boundPort }) => ({
  'cluster.name': 'e2e',
  'node.name': `n${number}`,
  'network.host': address,
  'http.port': boundPort,
  'transport.port': 9300,
  'path.data': join(folder, 'data'),
  'path.logs': join(folder, 'logs'),
  'discovery.seed_hosts': members.map((member) => `${member}:9300`),
  'cluster.initial_master_nodes': members.map((_, index) => `n${index + 1}`),
  'cluster.routing.allocation.disk.threshold_enabled': false,
  'node.store.allow_mmap': false,
  'node.processors': 2,
  'xpack.security.enabled': true,
  ...tls('http'),
  ...tls('transport'),
  'xpack.security.transport.ssl.verification_mode': 'certificate',
});

const java = (temporary) => [...frugal, '-Xms448m', '-Xmx448m', `-Djava.io.tmpdir=${temporary}`];

/** As `elasticsearch-users` writes it, with few rounds, because only the tests log in. */
function hash(password) {
  const salt = randomBytes(32);
  const digest = pbkdf2Sync(password, salt, 1000, 32, 'sha512');
  return `{PBKDF2}1000$${salt.toString('base64')}$${digest.toString('base64')}`;
}

function writeConfig(config, home, temporary) {
  cpSync(join(home, 'config/log4j2.properties'), join(config, 'log4j2.properties'));
  cpSync(certificate.ca, join(config, 'node.crt'));
  cpSync(certificate.key, join(config, 'node.key'));
  const lines = (line) => `${Object.values(users).map(line).join('\n')}\n`;
  const files = {
    'elasticsearch.yml': JSON.stringify(settings(node)),
    'jvm.options': `${java(temporary).join('\n')}\n`,
    'roles.yml': JSON.stringify(roles),
    users: lines(({ username, password }) => `${username}:${hash(password)}`),
    users_roles: lines(({ username, role }) => `${role}:${username}`),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text);
}

/** The folder of Java, which the scripts of Elasticsearch require. */
function homeOf(command) {
  const found = command.includes('/') ? command : spawnSync('which', [command], { encoding: 'utf8' }).stdout.trim();
  return dirname(dirname(realpathSync(found)));
}

/**
 * Elasticsearch does not run as root. In a container it runs as the user nobody, which can still read everything. The
 * last option is for access(2), which ignores capabilities otherwise.
 */
const asNobody = [
  'setpriv',
  '--reuid=65534',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup',
];

function start() {
  const home = join(jarsOf('elasticsearch', node.version), `elasticsearch-${node.version}`);
  const [config, temporary, data] = ['config', 'tmp', 'data'].map((name) => join(node.folder, name));
  for (const folder of [config, temporary, data, join(node.folder, 'logs')]) mkdirSync(folder, { recursive: true });
  writeConfig(config, home, temporary);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const folder of [config, temporary, data]) chownSync(folder, 65534, 65534);
  const [command, ...args] = [...(isRoot ? asNobody : []), 'bash', join(home, 'bin/elasticsearch')];
  runProgram(node, command, args, {
    ES_JAVA_HOME: homeOf(javaFor(Number.parseInt(node.version, 10) >= 9 ? 21 : 17)),
    ES_PATH_CONF: config,
    ES_TMPDIR: temporary,
    ES_JAVA_OPTS: '',
    CLI_JAVA_OPTS: '-Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
  });
}

if (node.version === 'broken') neverServe();
else start();
