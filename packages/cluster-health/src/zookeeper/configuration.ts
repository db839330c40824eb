/** One `server.N=` line. */
export interface ConfiguredServer {
  /** It has a vote; an observer has none. */
  isParticipant: boolean;
  /** Names or addresses at which its peers reach it; several since ZooKeeper 3.6. */
  hosts: readonly string[];
}

/** The ensemble's configuration, as one member has it. */
export interface EnsembleConfiguration {
  /** By server id. */
  servers: ReadonlyMap<number, ConfiguredServer>;
  /** The group of a server, where there are groups. */
  groups: ReadonlyMap<number, number>;
  /** The weight of a server's vote, where it is not 1. */
  weights: ReadonlyMap<number, number>;
  /** Counts reconfigurations (hexadecimal); `0` where the files of the servers alone say what holds. */
  version: string;
}

/**
 * Reads the server lines, groups and weights out of a dynamic configuration, or out of the answer to `conf`, which has
 * them since ZooKeeper 3.5.
 *
 * @returns nothing where there are no server lines
 */
export function parseConfiguration(text: string): EnsembleConfiguration | undefined {
  const servers = new Map<number, ConfiguredServer>();
  const groups = new Map<number, number>();
  const weights = new Map<number, number>();
  for (const [, kind, number, value] of text.matchAll(/^(server|group|weight)\.(\d+)=(.*)$/gm)) {
    const id = Number(number);
    if (kind === 'server') servers.set(id, parseServer(value!.trim()));
    else if (kind === 'weight') weights.set(id, Number(value));
    else for (const member of value!.split(':')) groups.set(Number(member), id);
  }
  if (servers.size === 0) return undefined;
  return { servers, groups, weights, version: /^version=(\w+)/m.exec(text)?.[1] ?? '0' };
}

/** `HOST:PORT:PORT[|HOST:PORT:PORT …][:participant|:observer][;[HOST:]PORT]` */
function parseServer(line: string): ConfiguredServer {
  const [peers = ''] = line.split(';');
  const hosts = peers.split('|').flatMap((peer) => {
    const [, ipv6, host] = /^(?:\[([^\]]+)\]|([^:]+)):/.exec(peer) ?? [];
    return ipv6 ?? host ?? [];
  });
  return { isParticipant: !/:observer$/i.test(peers), hosts };
}

/** The ids of the servers that have a vote, were its weight 0. */
export const votersOf = ({ servers }: EnsembleConfiguration): number[] =>
  [...servers].filter(([, { isParticipant }]) => isParticipant).map(([id]) => id);

/** Weights and groups are asked for together: ZooKeeper takes the one only with the other. */
export const isWeighted = ({ groups }: EnsembleConfiguration): boolean => groups.size > 0;

/**
 * Who decides, as text: equal where two configurations elect alike. Observers are left out, for many have a line in their
 * own file alone; so are addresses, for a server may write itself as 0.0.0.0.
 */
export function describeVotes(configuration: EnsembleConfiguration): string {
  const { servers, groups, weights } = configuration;
  return [...new Set([...votersOf(configuration), ...groups.keys()])]
    .toSorted((one, other) => one - other)
    .map((id) => {
      const observes = servers.get(id)?.isParticipant === true ? [] : ['observer'];
      const vote = isWeighted(configuration) ? [`group ${groups.get(id)}`, `weight ${weights.get(id) ?? 1}`] : [];
      const details = [...observes, ...vote].join(', ');
      return `server.${id}${details && ` (${details})`}`;
    })
    .join(', ');
}
