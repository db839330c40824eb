import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server on loopback, in a folder of its own, which `stop` removes. */
export interface TestServer {
  url: string;
  pid(): number;
  /** Kills it, as a power cut would; its files stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same files. */
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

/** Where the servers are; undefined: not on this machine. */
export const redisServer = whereIs('redis-server', ['/usr/bin']);
export const valkeyServer = whereIs('valkey-server', ['/usr/bin']);
export const postgresServer = whereIs('initdb', postgresFolders());

interface Recipe {
  url: string;
  folder: string;
  start: () => ChildProcess;
  isUp: () => boolean;
  /** What ends it without a checkpoint, its children included. */
  endsAtOnce: NodeJS.Signals;
}

async function run({ url, folder, start, isUp, endsAtOnce }: Recipe): Promise<TestServer> {
  let child: ChildProcess;
  const restart = async (): Promise<void> => {
    child = start();
    while (!isUp()) {
      if (child.exitCode !== null) throw new Error(`the server for ${url} has ended with ${child.exitCode}`);
      await sleep(20);
    }
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(endsAtOnce);
    await ended;
  };
  await restart();
  return {
    url,
    pid: () => child.pid!,
    kill,
    restart,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const answers = (command: string, args: string[], expected: RegExp): boolean =>
  expected.test(spawnSync(command, args, { encoding: 'utf8' }).stdout);

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
  const all = [...ports, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', '', ...args].map(
    String,
  );
  const cli = whereIs('redis-cli', ['/usr/bin']) ?? whereIs('valkey-cli', ['/usr/bin'])!;
  return run({
    url: `${tls ? 'rediss' : 'redis'}://${password ? `:${password}@` : ''}127.0.0.1:${port}`,
    folder,
    start: () => spawn(server, all, { stdio: 'ignore' }),
    endsAtOnce: 'SIGKILL',
    isUp: () => answers(cli, ['-p', String(port), ...(tls ? ['--tls', '--insecure'] : []), 'ping'], /PONG|NOAUTH/),
  });
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
export async function startPostgres(): Promise<TestServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'esg-postgres-'));
  const bin = dirname(realpathSync(postgresServer!));
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  if (isRoot) spawnSync('chown', ['65534:65534', folder]);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'esg', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...identity,
    encoding: 'utf8',
    cwd: folder,
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=300'];
  return run({
    url: `postgres://esg@127.0.0.1:${port}/postgres`,
    folder,
    start: () => spawn(join(bin, 'postgres'), args, { ...identity, stdio: 'ignore', cwd: folder }),
    endsAtOnce: 'SIGQUIT',
    isUp: () => spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']).status === 0,
  });
}
