/** One `server.N=` line. */
export interface ConfiguredServer {
  /** It has a vote. An observer has none. */
  isParticipant: boolean;
  /** Names or addresses at which its peers reach it. Several since ZooKeeper 3.6. */
  hosts: readonly string[];
}

/** The ensemble configuration of one member. */
export interface EnsembleConfiguration {
  /** By server id. */
  servers: ReadonlyMap<number, ConfiguredServer>;
  /** The group of a server, if there are groups. */
  groups: ReadonlyMap<number, number>;
  /** The weight of a server's vote, if it is not 1. */
  weights: ReadonlyMap<number, number>;
  /** Counts reconfigurations (hexadecimal). `0` if the configuration comes from the files of the servers. */
  version: string;
}

/**
 * Parses the server lines, groups and weights of a dynamic configuration, or of the response to `conf`, which has them
 * since ZooKeeper 3.5.
 *
 * @returns nothing without server lines
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

/** The ids of the servers with a vote, even if its weight is 0. */
export const votersOf = ({ servers }: EnsembleConfiguration): number[] =>
  [...servers].filter(([, { isParticipant }]) => isParticipant).map(([id]) => id);

/** ZooKeeper accepts weights only together with groups. */
export const isWeighted = ({ groups }: EnsembleConfiguration): boolean => groups.size > 0;

/**
 * Describes the votes as text, equal if two configurations elect in the same way. It leaves out observers, because many
 * are only in their own file, and addresses, because a server may list itself as 0.0.0.0.
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
