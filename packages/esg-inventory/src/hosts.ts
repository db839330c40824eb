import type { AccountGroup, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Ec2Instance } from './ec2/ec2-instance.ts';
import type { InstanceHealth, RunningInstance } from './shapes.ts';
import { compare } from './sorted.ts';

/** Everything that was told about one group; `status` is empty unless it had to be asked for. */
export interface GroupAnswer extends AccountGroup {
  instances: StatefulInstance[];
  status: RunningInstance[];
  /** Undefined unless it was wanted. */
  health?: InstanceHealth[];
  /** Undefined unless it was wanted. */
  ec2?: Ec2Instance[];
}

/** One stateful instance with what is known of the EC2 instance under it. */
export interface LocatedInstance {
  answer: GroupAnswer;
  instance: StatefulInstance;
  status?: RunningInstance;
  health?: InstanceHealth;
  ec2?: Ec2Instance;
  /** Private. */
  address: string | null;
}

/** One stateful instance under the name that Ansible knows it by. */
export interface Host extends LocatedInstance {
  name: string;
  /** The address, where the name is not it already. */
  ansibleHost?: string;
}

/**
 * Whether the group's status must be asked for too: somebody wants it, or an instance runs whose address the list does
 * not tell, which is so where addresses are not persisted.
 */
export const needsStatus = (instances: readonly StatefulInstance[], wantStatus: boolean): boolean =>
  wantStatus || instances.some(({ instanceId, privateIp }) => instanceId !== null && privateIp === null);

/** Names every instance: by its private address; by its id where two share one, or (if wanted) where there is none. */
export function nameHosts(
  answers: readonly GroupAnswer[],
  { includeAddressless }: { includeAddressless: boolean },
): { hosts: Host[]; warnings: string[] } {
  const located = answers.flatMap(locateInstances);
  const sharers = Map.groupBy(located, ({ address }) => address);
  const warnings = [...sharers]
    .filter(([address, { length }]) => address !== null && length > 1)
    .map(([address, shared]) => {
      const ids = shared.map(({ instance }) => instance.id).toSorted(compare);
      return `${ids.join(', ')} share the address ${address}: each is listed by its id`;
    });

  const hosts = located.flatMap((one): Host[] => {
    const { answer, instance, address } = one;
    if (address !== null) {
      const isShared = sharers.get(address)!.length > 1;
      return [isShared ? { ...one, name: instance.id, ansibleHost: address } : { ...one, name: address }];
    }
    if (includeAddressless) return [{ ...one, name: instance.id }];
    warnings.push(
      `${instance.id} of group ${answer.group.id} has no address (it is ${instance.state}) and is left out; ` +
        'include_addressless: true lists it by its id',
    );
    return [];
  });
  return { hosts, warnings };
}

const byInstanceId = <T extends { instanceId: string | null }>(reported: readonly T[] = []): Map<string | null, T> =>
  new Map(reported.map((one) => [one.instanceId, one]));

/** Joins what was told about the EC2 instances with the stateful instances they are under. */
export function locateInstances(answer: GroupAnswer): LocatedInstance[] {
  const statusOf = byInstanceId(answer.status);
  const healthOf = byInstanceId(answer.health);
  const ec2Of = byInstanceId(answer.ec2);
  return answer.instances.map((instance) => {
    const { instanceId } = instance;
    const reported =
      instanceId === null
        ? {}
        : { status: statusOf.get(instanceId), health: healthOf.get(instanceId), ec2: ec2Of.get(instanceId) };
    const address = instance.privateIp ?? reported.status?.privateIp ?? reported.ec2?.privateIpAddress ?? null;
    return { answer, instance, ...reported, address };
  });
}
