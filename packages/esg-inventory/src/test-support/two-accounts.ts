import { resolveSettings } from '@esg-recycler/core';
import { type Clock, createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ec2Of } from '../fixtures.ts';
import { createGroupSource } from '../group-source.ts';
import type { InventoryRequest } from '../inventory-request.ts';
import { readInventory } from '../read-inventory.ts';
import { createTolerance, strictly } from '../tolerance.ts';

type Ec2Details = ReturnType<typeof ec2Of>[];

export const stateful = { strategy: { persistence: { shouldPersistBlockDevices: true } } };
export const launching = (imageId: string, more = {}) => ({ compute: { launchSpecification: { imageId, ...more } } });
export const accounts: Record<string, object[]> = {
  'act-1': [
    { id: 'sig-1', name: 'kafka', region: 'us-east-1', ...stateful, ...launching('ami-2') },
    { id: 'sig-2', name: 'zookeeper', region: 'us-east-1', ...stateful, ...launching('ami-2') },
  ],
  'act-2': [{ id: 'sig-3', name: 'solr', region: 'us-east-1', ...stateful, ...launching('ami-2') }],
};

/** After a failed reading, the remaining requests do not pause between their attempts. */
const clock: Clock = {
  now: () => performance.now(),
  after(_, call) {
    const timer = setTimeout(call);
    return () => clearTimeout(timer);
  },
};

/** What the tests see and change. New for each test. */
interface Scene {
  /** Status by `account path`; 400: the group does not exist. */
  refusals: Record<string, number>;
  instancesOf: Record<string, object[]>;
  paths: string[];
  warned: string[];
}

let server: Server;
export const scene = {} as Scene;

const itemsFor = (path: string, account: string): object[] => {
  const [, id, part] = /^\/aws\/ec2\/group(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (id === undefined) return accounts[account] ?? [];
  if (part === undefined) return (accounts[account] ?? []).filter((group) => (group as { id: string }).id === id);
  const instances = scene.instancesOf[id] ?? [];
  return part === 'statefulInstance' ? instances : [{ instanceId: id.replace('sig', 'i'), healthStatus: 'HEALTHY' }];
};

beforeEach(async () => {
  scene.refusals = {};
  scene.paths = [];
  scene.warned = [];
  scene.instancesOf = Object.fromEntries(
    ['1', '2', '3'].map((number) => [
      `sig-${number}`,
      [
        {
          id: `ssi-${number}`,
          state: 'ACTIVE',
          instanceId: `i-${number}`,
          privateIp: `10.0.0.${number}`,
          imageId: 'ami-1',
        },
      ],
    ]),
  );
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const account = searchParams.get('accountId') ?? '';
    scene.paths.push(pathname);
    const items = itemsFor(pathname, account);
    const isUnknown = items.length === 0 && /sig-\d$/.test(pathname);
    const errors = [{ code: 'GROUP_DOESNT_EXIST', message: 'Group does not exist' }];
    const status = scene.refusals[`${account} ${pathname}`] ?? (isUnknown ? 400 : 200);
    const body = status === 200 ? { items } : status === 400 ? { errors } : {};
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ response: { status: { code: status, message: 'as asked' }, ...body } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

export async function read(document: object = {}, details: Ec2Details = [], request: Partial<InventoryRequest> = {}) {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const limiter = createLimiter({ clock });
  const clients = Object.keys(accounts).map((accountId) =>
    createSpotClient({ apiUrl, token: 'token', accountId, limiter, clock }),
  );
  const env = { SPOTINST_API_TOKEN: 'token', SPOTINST_ACCOUNT_ID: 'act-1' };
  const settings = resolveSettings({ env, configPath: '-', stdin: () => JSON.stringify(document) });
  const tolerate = settings.inventory.strictPermissions ? strictly : createTolerance((line) => scene.warned.push(line));
  const groups = createGroupSource({ clients, scope: '', cache: undefined, ttlMs: 0, refresh: false, tolerate });
  const sources = { groups, ec2: async () => details, tolerate };
  const { inventory, warnings } = await readInventory(sources, settings, { selectors: [], only: [], ...request });
  scene.warned.push(...warnings);
  return inventory;
}

export const hostsIn = (inventory: Awaited<ReturnType<typeof read>>): string[] => Object.keys(inventory._meta.hostvars);
