import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { isNodeAtLeast, type Settings, version } from '@esg-recycler/core';
import { createSpotClients } from '@esg-recycler/spotinst-client';
import { createEc2Source } from './ec2/ec2-source.ts';
import { createGroupSource } from './group-source.ts';
import { readOrServeLast, type Recording } from './last-answers.ts';
import type { Opening } from './opening.ts';
import { type InventoryReading, readInventory } from './read-inventory.ts';
import { createShelfLife } from './shelf-life.ts';
import { createTolerance, strictly } from './tolerance.ts';

/** The reading, and its settings. */
export interface Loaded extends InventoryReading {
  settings: Settings;
  /** Until when the cache can give the same result, in milliseconds since the epoch; 0 when it cannot. */
  expires: number;
}

/** The settings that affect the reading. A recorded reading is used only for exactly the same request. */
function lastKey({ scope, settings: { accounts, awsProfile, inventory }, request }: Opening): string {
  const what = JSON.stringify([version, accounts, awsProfile ?? null, inventory, request.selectors]);
  return ['inventory', scope, 'last', createHash('sha256').update(what).digest('base64url')].join(':');
}

/** Reads the inventory through the cache, and reports its warnings. */
export async function loadInventory(opening: Opening): Promise<Loaded> {
  // V8 lets its heap grow to a multiple of the memory in use: 100 MB at 10,000 hosts. The flag can be set at any time.
  // Before version 24, Node does not know it and prints an error.
  if (isNodeAtLeast(process.versions.node, '24.0')) setFlagsFromString('--memory-saver-mode');
  const { settings, request, isInRoll, refresh, scope, cache, env, warn } = opening;
  const { timeoutMs, awsProfile, inventory } = settings;
  const clients = createSpotClients(settings, { shared: await cache?.sharedLimit() });
  const shelfLife = createShelfLife();
  const warnOfRefusal = (line: string): void => {
    shelfLife.end();
    warn(line);
  };

  const read = ({ replay, onAnswer }: Recording): Promise<InventoryReading> => {
    if (replay) shelfLife.end();
    const reads = {
      scope,
      cache,
      refresh,
      ttlMs: inventory.cacheTtlMs,
      replay,
      onAnswer: shelfLife.of(onAnswer),
    };
    const tolerate = inventory.strictPermissions ? strictly : createTolerance(warnOfRefusal);
    const sources = {
      groups: createGroupSource({ clients, tolerate, ...reads }),
      ec2: createEc2Source({ profile: awsProfile, timeoutMs, env, ...reads }),
      tolerate,
      onLeftOut: () => shelfLife.end(),
    };
    return readInventory(sources, settings, request);
  };

  const reading = await readOrServeLast(read, {
    cache,
    key: lastKey(opening),
    // A roll never uses stale data.
    maxAgeMs: isInRoll ? 0 : inventory.staleIfErrorMs,
    now: Date.now,
    warn,
  });
  reading.warnings.forEach((line) => warn(line));
  return { ...reading, settings, expires: shelfLife.expires() };
}
