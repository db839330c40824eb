import type { HealthQuestion } from '@esg-recycler/cluster-health';
import type { MembersFacts } from '../decide/facts.ts';
import type { PlayHost } from '../request.ts';
import type { RollSettings } from '../settings/variables.ts';

const isPending = ({ outcome }: PlayHost): boolean => outcome !== 'recycled' && outcome !== 'skipped';

/** The instances that still need a recycle: those of the run, else every host of the play that may be due. */
export const dueInstances = (
  { due, since }: Pick<RollSettings, 'due' | 'since'>,
  hosts: readonly PlayHost[],
): string[] =>
  due ??
  hosts
    .filter((host) => isPending(host) && (since !== undefined || host.due !== false))
    .flatMap(({ instance }) => instance ?? []);

/** The listed addresses of other instances that still need a recycle. */
export const dueAddresses = (
  { others }: Pick<MembersFacts, 'others'>,
  listed: readonly string[],
  dueIds: readonly string[],
): string[] =>
  others.flatMap(({ ssi, address }) =>
    address !== null && dueIds.includes(ssi) && listed.includes(address) ? [address] : [],
  );

/**
 * The question to the health check about one instance.
 *
 * @param dueIds the instances that still need a recycle: an instance whose recycle is not in progress defers to them
 */
export function questionAbout(
  instance: MembersFacts,
  { inventory, nodes, expectedNodes, leader }: Pick<RollSettings, 'inventory' | 'nodes' | 'expectedNodes' | 'leader'>,
  { phase, dueIds }: { phase: HealthQuestion['phase']; dueIds: readonly string[] },
): HealthQuestion {
  const { others, stateful, isUnderWay } = instance;
  // Without an address its id is used, which is not reachable.
  const node = instance.address ?? inventory.address ?? stateful.id;
  const listed = nodes ?? [node, ...others.flatMap(({ address }) => address ?? [])];
  const yields = leader === 'defer' && !isUnderWay;
  return {
    phase,
    node,
    nodes: listed,
    expect: expectedNodes ?? others.length + 1,
    due: yields ? dueAddresses(instance, listed, dueIds) : [],
  };
}
