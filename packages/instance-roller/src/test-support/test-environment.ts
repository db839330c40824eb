import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { parseRequest } from '../request.ts';
import { type Step, withStep } from '../step/open-step.ts';

type Fields = Record<string, unknown>;

/** A stateful instance in the list of the simulated Spot API. */
export interface Listed {
  id: string;
  state: string;
  privateIp: string | null;
  imageId: string;
  instanceId: string;
  launchedAt: string;
}

/** The loopback addresses of three due instances of the group `sig-1`. */
export const addresses = ['127.0.6.1', '127.0.6.2', '127.0.6.3'] as const;

const listed = (privateIp: string, index: number): Listed => ({
  id: `ssi-${index + 1}`,
  state: 'ACTIVE',
  privateIp,
  imageId: 'ami-old',
  instanceId: `i-${index + 1}`,
  launchedAt: '2026-01-01T00:00:00.000Z',
});

const group = {
  id: 'sig-1',
  name: 'zk',
  strategy: {
    persistence: { shouldPersistPrivateIp: true, shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' },
  },
  compute: { launchSpecification: { imageId: 'ami-new' } },
};

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

/** Accepts connections until the test ends, or until `close` is called. */
export async function listenAt(address: string, port = 0): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer((socket) => socket.end());
  await once(server.listen(port, address), 'listening');
  const close = async (): Promise<void> => {
    if (server.listening) await once(server.close(), 'close');
  };
  closing.push(close);
  return { port: (server.address() as AddressInfo).port, close };
}

/** A port that is free on every address of the cluster. */
export async function freePort(): Promise<number> {
  const { port, close } = await listenAt('0.0.0.0');
  await close();
  return port;
}

/** A Spot API on loopback and a temporary store, in which steps run as in the executable. */
export interface TestEnvironment {
  /** The instances that Spot lists. */
  instances: Listed[];
  /** Called before each list of instances, with its number; returns an HTTP status other than 200. */
  onList: (nth: number) => number | void;
  /** The instances whose recycle was requested; Spot recycles them at once. */
  requested: string[];
  /** The lines that were reported. */
  lines: string[];
  /** The events, with their phase and reason. */
  events: string[];
  /** Requests a stop of the steps that watch for one. */
  requestStop: () => void;
  /** Runs `use` with a step of `ssi-1`, which watches for a stop. */
  withStep<T>(use: (step: Step) => Promise<T>, variables?: Fields, request?: Fields): Promise<T>;
}

export async function openTestEnvironment(): Promise<TestEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'instance-roller-'));
  let lists = 0;
  const answers = (path: string): { status: number; items: unknown[] } => {
    if (path.endsWith('/statefulInstance')) {
      const status = env.onList((lists += 1)) ?? 200;
      return { status, items: env.instances.map((instance) => ({ devices: [], ...instance })) };
    }
    return { status: 200, items: path.endsWith('/roll') || path.endsWith('/status') ? [] : [group] };
  };
  const recycleAtOnce = (ssi: string): void => {
    env.requested.push(ssi);
    const after = { instanceId: 'i-new', imageId: 'ami-new', launchedAt: '2026-01-02T00:00:00.000Z' };
    env.instances = env.instances.map((instance) => (instance.id === ssi ? { ...instance, ...after } : instance));
  };
  const server: HttpServer = createHttpServer(({ url = '' }, response) => {
    const path = url.replace(/\?.*/, '');
    const ssi = /(?<ssi>[^/]+)[/]recycle$/.exec(path)?.groups?.ssi;
    if (ssi) recycleAtOnce(ssi);
    const { status, items } = answers(path);
    const body = { response: { status: { code: status, message: '' }, items, count: items.length } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = {
    plugin: 'spotinst_esg',
    spotinst_api_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spotinst_api_token: 'token',
    spotinst_account_id: 'act-1',
    store: `sqlite://${folder}/store.sqlite`,
  };
  const stopFile = join(folder, 'stop');
  const env: TestEnvironment = {
    instances: addresses.map(listed),
    onList: () => {},
    requested: [],
    lines: [],
    events: [],
    requestStop: () => writeFileSync(stopFile, ''),
    withStep(use, variables = {}, request = {}) {
      const identity = { esg_recycle_group: 'sig-1', esg_recycle_instance: 'ssi-1' };
      const quick = { esg_recycle_poll_interval: '10ms', esg_recycle_check_interval: '10ms' };
      const document = { settings, host: addresses[0], variables: { ...identity, ...quick, ...variables }, ...request };
      const run = (step: Step) =>
        use({
          ...step,
          // This Spot keeps no suspensions, so there is no mark to wait for.
          context: { ...step.context, isShared: true, report: (line) => env.lines.push(line) },
          emit: (event, { ssi }, data) => {
            const { phase = '', reason = '' } = { ...data } as { phase?: string; reason?: string };
            env.events.push(`${event} ${ssi} ${phase} ${reason}`.trimEnd());
          },
        });
      return withStep(parseRequest(JSON.stringify(document)), run, { stopFile });
    },
  };
  return env;
}
