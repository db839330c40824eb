import type { HealthQuestion } from '@esg-recycler/cluster-health';
import type { MembersFacts } from '../decide/facts.ts';
import type { PlayHost } from '../request.ts';
import type { RollSettings } from '../settings/variables.ts';

const isUndone = ({ outcome }: PlayHost): boolean => outcome !== 'recycled' && outcome !== 'skipped';

/** The instances that are still to be recycled: those that the run names, else every host of the play that may be due. */
export const dueInstances = (
  { due, since }: Pick<RollSettings, 'due' | 'since'>,
  hosts: readonly PlayHost[],
): string[] =>
  due ??
  hosts
    .filter((host) => isUndone(host) && (since !== undefined || host.due !== false))
    .flatMap(({ instance }) => instance ?? []);

/** The addresses of the other instances that are still to be recycled, of those that are listed. */
export const dueAddresses = (
  { others }: Pick<MembersFacts, 'others'>,
  listed: readonly string[],
  dueIds: readonly string[],
): string[] =>
  others.flatMap(({ ssi, address }) =>
    address !== null && dueIds.includes(ssi) && listed.includes(address) ? [address] : [],
  );

/**
 * What is asked of the cluster about one of its instances.
 *
 * @param dueIds the instances that are still to be recycled; only one that is about to leave, or only awaits its check,
 * lets others go first
 */
export function questionAbout(
  instance: MembersFacts,
  { inventory, nodes, expectedNodes, leader }: Pick<RollSettings, 'inventory' | 'nodes' | 'expectedNodes' | 'leader'>,
  { phase, dueIds }: { phase: HealthQuestion['phase']; dueIds: readonly string[] },
): HealthQuestion {
  const { others, stateful, isUnderWay } = instance;
  // One without an address has at least a name, at which nothing answers.
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
