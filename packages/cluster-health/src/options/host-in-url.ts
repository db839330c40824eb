import { isIPv6 } from 'node:net';

/** Formats an address for a URL: IPv6 in brackets. */
export const hostInUrl = (address: string): string => (isIPv6(address) ? `[${address}]` : address);
