import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { EsgError, resolveSettings, type Settings, version } from '@esg-recycler/core';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { cacheScope } from './cached-reads.ts';
import { createEc2Source } from './ec2/ec2-source.ts';
import { createGroupSource } from './group-source.ts';
import { readOrServeLast, type Recording } from './last-answers.ts';
import type { InventoryRequest } from './inventory-request.ts';
import { type InventoryReading, readInventory } from './read-inventory.ts';
import { createTolerance, strictly } from './tolerance.ts';

export interface LoadOptions {
  /** A file, or `-` for standard input. */
  config?: string;
  esg?: string[];
  refresh?: boolean;
}

/** What was read, and what it was read with. */
export interface Loaded extends InventoryReading {
  settings: Settings;
}

const warn = (line: string): void => void process.stderr.write(`esg-inventory: ${line}\n`);

async function cacheFor({ store, cacheDir }: Settings): Promise<Cache | undefined> {
  try {
    return await openCache({ url: store, cacheDir, warn });
  } catch (error) {
    if (!(error instanceof EsgError && error.code === 'cache-unavailable')) throw error;
    warn(`${error.message}; going on without`);
    return undefined;
  }
}

/** What to read, by options and environment. */
function requestOf({ esg = [] }: LoadOptions): InventoryRequest {
  const only = (process.env['ESG_RECYCLER_ONLY'] ?? '').split(',').filter((id) => id !== '');
  return { selectors: esg, only, ssi: process.env['ESG_RECYCLER_SSI'] || undefined };
}

/** Which of the settings decide what is read; a passing answer is of use only to the very same request. */
function lastKey(scope: string, { accounts, awsProfile, inventory }: Settings, request: InventoryRequest): string {
  const what = JSON.stringify([version, accounts, awsProfile ?? null, inventory, request.selectors]);
  return ['inventory', scope, 'last', createHash('sha256').update(what).digest('base64url')].join(':');
}

/** Resolves the settings, reads the inventory through the cache, and prints its warnings on stderr, one a line. */
export async function loadInventory(options: LoadOptions): Promise<Loaded> {
  // V8 lets its heap grow to many times what is in use; at 10,000 hosts that is 100 MB. It may be switched at any time.
  setFlagsFromString('--memory-saver-mode');
  const settings = resolveSettings({ configPath: options.config });
  const request = requestOf(options);
  const isInRoll = request.only.length > 0 || request.ssi !== undefined;
  const { accounts, apiUrl, token, timeoutMs, awsProfile, inventory } = settings;
  const ignored = settings.unreadable.filter((name) => /filters$|^regions$/.test(name));
  if (ignored.length > 0 && !isInRoll) warn(`${ignored.join(', ')}: only Ansible can read it; going on without`);
  const limiter = createLimiter();
  const clients = accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
  const scope = cacheScope(apiUrl, token);
  const cache = await cacheFor(settings);
  // The runner has just renewed what it hands down; the role's own refreshes would only repeat that.
  const refresh = options.refresh === true && request.ssi === undefined;

  const read = (recording: Recording): Promise<InventoryReading> => {
    const reads = { scope, cache, refresh, ttlMs: inventory.cacheTtlMs, ...recording };
    const tolerate = inventory.strictPermissions ? strictly : createTolerance(warn);
    const sources = {
      groups: createGroupSource({ clients, tolerate, ...reads }),
      ec2: createEc2Source({ profile: awsProfile, timeoutMs, ...reads }),
      tolerate,
    };
    return readInventory(sources, settings, request);
  };

  try {
    const reading = await readOrServeLast(read, {
      cache,
      key: lastKey(scope, settings, request),
      // A roll rests on nothing old.
      maxAgeMs: isInRoll ? 0 : inventory.staleIfErrorMs,
      now: Date.now,
      warn,
    });
    reading.warnings.forEach(warn);
    return { ...reading, settings };
  } finally {
    await cache?.close();
  }
}
