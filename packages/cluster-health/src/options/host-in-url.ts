import { isIPv6 } from 'node:net';

/** An address as a URL has it: IPv6 in brackets. */
export const hostInUrl = (address: string): string => (isIPv6(address) ? `[${address}]` : address);
