import { isLoopback } from '@esg-recycler/core';

/** The stores that several machines can use. */
const sharedProtocols = new Set(['redis:', 'rediss:', 'postgres:', 'postgresql:']);

/** The host of a store that several machines can use; undefined for a store of this machine. */
function sharedHost(store: string | undefined): string | undefined {
  const url = store !== undefined && URL.canParse(store) ? new URL(store) : undefined;
  return url && sharedProtocols.has(url.protocol) && !isLoopback(url.hostname) ? url.host : undefined;
}

/** Whether the lease of a store keeps runs on other machines out. */
export const isSharedStore = (store: string | undefined): boolean => sharedHost(store) !== undefined;

/** What keeps two runs from recycling one cluster, in one line. */
export function describeProtection(store: string | undefined): string {
  const host = sharedHost(store);
  const what =
    host === undefined ? 'this machine only (plus a mark in Spot that other machines notice)' : `shared store ${host}`;
  return `Protection: ${what}`;
}
