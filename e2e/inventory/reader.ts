import { resolveSettings } from '@esg-recycler/core';
import { createGroupSource, type InventoryReading, readInventory } from '@esg-recycler/esg-inventory';
import type { Simulator } from '@esg-recycler/spot-simulator';
import { type Clock, createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';

interface ReadOptions {
  accounts?: string[];
  timeoutMs?: number;
  /** The factor by which the client's pauses are shortened. */
  haste?: number;
  settings?: object;
}

const hurried = (haste: number): Clock => ({
  now: () => performance.now() * haste,
  after(ms, call) {
    const timer = setTimeout(call, ms / haste);
    return () => clearTimeout(timer);
  },
});

/** Reads an inventory in this process, without a cache. */
export function readFrom(
  { url, token, accountId }: Simulator,
  { accounts = [accountId], timeoutMs = 5000, haste = 1, settings = {} }: ReadOptions = {},
): Promise<InventoryReading> {
  const env = { SPOTINST_API_TOKEN: token, SPOTINST_ACCOUNT_ID: accountId };
  const stdin = () => JSON.stringify(settings);
  const clock = hurried(haste);
  const limiter = createLimiter({ clock });
  const clients = accounts.map((account) =>
    createSpotClient({ apiUrl: url, token, accountId: account, timeoutMs, limiter, clock }),
  );
  const groups = createGroupSource({ clients, scope: '', cache: undefined, ttlMs: 0, refresh: false });
  return readInventory({ groups }, resolveSettings({ env, configPath: '-', stdin }), { selectors: [], only: [] });
}

export const hostsOf = ({ inventory }: InventoryReading): string[] => Object.keys(inventory._meta.hostvars);
