import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { node, repository } from '../../support/executables.ts';
import { untilNothingIsWrong } from '../until.ts';
import { zookeeperView } from './view.ts';

/** Real servers of one ensemble, by their ids, without Spot. */
export interface Servers {
  /** In the order of their ids, from 1. */
  addresses: readonly string[];
  /** One more server, with additional settings. */
  add: (id: number, settings: readonly string[]) => void;
  /** Ends a server as a power cut does. */
  kill: (id: number) => Promise<void>;
  /** Suspends a server. */
  freeze: (id: number) => void;
  /** @throws Error if it is not true within a minute */
  until: (what: string, holds: () => Promise<boolean>) => Promise<void>;
  /** The ids of the servers that report that they lead or follow. */
  serving: () => Promise<number[]>;
  stop: () => Promise<void>;
}

const jars = join(repository, '.cache/clusters/zookeeper-3.9.5');
/** One shared core, little memory, a short life. */
const frugal = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-Xmx64m', '-Xss512k'];

const addressOf = (id: number): string => `127.0.1.${40 + id}`;

/** `server.1=…`, one for each. */
export const serverLines = (ids: readonly number[]): string[] =>
  ids.map((id) => `server.${id}=${addressOf(id)}:2888:3888`);

/**
 * Starts an ensemble with default settings: the AdminServer on port 8080, and only `srvr` in the whitelist.
 *
 * @param settings more lines of `zoo.cfg`, the server lines included; `{id}` and `{address}` are the server's own
 */
export async function startServers(ids: readonly number[], settings: readonly string[]): Promise<Servers> {
  await execa(node, [join(repository, 'tools/cluster-jars.mjs'), 'zookeeper'], { stdin: 'ignore' });
  const folder = mkdtempSync(join(tmpdir(), 'esg-zookeeper-servers-'));
  const processes = new Map<number, ChildProcess>();
  const start = (id: number, own: readonly string[] = []) =>
    processes.set(id, spawnServer(join(folder, String(id)), id, [...settings, ...own]));
  for (const id of ids) start(id);
  const end = async (id: number): Promise<void> => {
    const child = processes.get(id)!;
    processes.delete(id);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const output = () =>
    [...processes.keys()].map((id) => readFileSync(join(folder, String(id), 'output.log'), 'utf8').slice(-2000));
  return {
    addresses: ids.map(addressOf),
    add: start,
    kill: end,
    freeze: (id) => processes.get(id)!.kill('SIGSTOP'),
    until: (what, holds) =>
      untilNothingIsWrong(async () => ((await holds()) ? undefined : `not yet: ${what}`), 60_000).catch((error) => {
        throw new Error(`${error.message}\n${output().join('\n')}`, { cause: error });
      }),
    serving: async () => {
      const views = await Promise.all(
        [...processes.keys()].map(async (id) => ({ id, ...(await zookeeperView(addressOf(id))) })),
      );
      return views.filter(({ role }) => role).map(({ id }) => id);
    },
    stop: async () => {
      await Promise.all([...processes.keys()].map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spawnServer(folder: string, id: number, settings: readonly string[]): ChildProcess {
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data/myid'), `${id}\n`);
  const config = join(folder, 'zoo.cfg');
  const lines = ['tickTime=500', 'initLimit=10', 'syncLimit=5', `dataDir=${join(folder, 'data')}`, ...settings];
  const text = lines.join('\n').replaceAll('{id}', String(id)).replaceAll('{address}', addressOf(id));
  writeFileSync(config, `${text}\n`);
  const log = openSync(join(folder, 'output.log'), 'a');
  return spawn(
    'java',
    [
      ...frugal,
      `-Dzookeeper.admin.serverAddress=${addressOf(id)}`,
      `-Dlogback.configurationFile=${join(import.meta.dirname, 'logback.xml')}`,
      '-cp',
      join(jars, '*'),
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      config,
    ],
    { cwd: folder, stdio: ['ignore', log, log] },
  );
}
