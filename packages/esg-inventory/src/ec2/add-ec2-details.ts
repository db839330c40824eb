import { mapConcurrently } from '@esg-recycler/core';
import type { GroupAnswer } from '../hosts.ts';
import type { WorkOnGroup } from '../left-out.ts';
import { refuseUnreadable } from '../refuse-unreadable.ts';
import { compare } from '../sorted.ts';
import type { Tolerate } from '../tolerance.ts';
import type { Ec2Instance } from './ec2-instance.ts';
import type { Ec2Source } from './ec2-source.ts';

/** The number of concurrent regions. AWS applies its limits per region. */
const width = 4;

/** A region becomes part of a host name. */
const isRegion = (name: string | null): name is string => /^[a-z0-9]+(-[a-z0-9]+)+$/.test(name ?? '');

/**
 * Adds the details from EC2: one query for each region with running instances. Fills in an image that Spot does not report.
 *
 * @param attempt see {@link WorkOnGroup}
 * @returns also a warning for each group with an unknown region
 * @throws EsgError with the region; see {@link describeInstances}
 */
export async function addEc2Details(
  answers: readonly GroupAnswer[],
  source: Ec2Source,
  tolerate: Tolerate,
  attempt: WorkOnGroup,
): Promise<{ answers: GroupAnswer[]; warnings: string[] }> {
  const running = answers.filter(({ instances }) => instances.some(({ instanceId }) => instanceId !== null));
  const located = running.filter(({ group }) => isRegion(group.region));
  const warnings = running
    .filter((answer) => !located.includes(answer))
    .map(({ group }) => `group ${group.id} has no AWS region: it is listed without EC2 details`);

  const regions = [...Map.groupBy(located, ({ group }) => group.region!)].toSorted(([a], [b]) => compare(a, b));
  const sweeps = await mapConcurrently(regions, width, ([region, inRegion]) => {
    const ids = inRegion.map(({ group }) => group.id).toSorted(compare);
    return tolerate(() => source(region, ids), [], `the EC2 details of ${region} are left out`);
  });
  const byId = new Map(sweeps.flat().map((instance) => [instance.instanceId, instance]));
  const detailed = await Promise.all(answers.map((answer) => attempt(answer, () => withDetails(answer, byId))));
  return { answers: detailed.filter((answer) => answer !== undefined), warnings };
}

function withDetails(answer: GroupAnswer, byId: ReadonlyMap<string | null, Ec2Instance>): GroupAnswer {
  const detailsOf = (instanceId: string | null) => (instanceId === null ? undefined : byId.get(instanceId));
  const ec2 = answer.instances.flatMap(({ instanceId }) => detailsOf(instanceId) ?? []);
  refuseUnreadable(`group ${answer.group.id}`, { ec2 });
  const instances = answer.instances.map((instance) => ({
    ...instance,
    imageId: instance.imageId ?? detailsOf(instance.instanceId)?.imageId ?? null,
  }));
  return { ...answer, instances, ec2 };
}
