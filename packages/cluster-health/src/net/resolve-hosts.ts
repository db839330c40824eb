import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Host name → its addresses; empty if it does not resolve. */
export type HostAddresses = ReadonlyMap<string, readonly string[]>;

/** Resolves host names, each once. Addresses are skipped. */
export async function resolveHosts(hosts: Iterable<string>): Promise<HostAddresses> {
  const names = [...new Set(hosts)].filter((host) => !isIP(host));
  return new Map(
    await Promise.all(
      names.map(async (host): Promise<[string, string[]]> => {
        const found = await lookup(host, { all: true }).catch(() => []);
        return [host, found.map(({ address }) => address)];
      }),
    ),
  );
}

/** Whether two hosts are the same machine: the same name, or a common address. */
export function isSameHost(addresses: HostAddresses, one: string, other: string): boolean {
  const knownAs = (host: string) => [host, ...(addresses.get(host) ?? [])];
  return knownAs(one).some((name) => knownAs(other).includes(name));
}
