import type { AccountGroup, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Ec2Instance } from './ec2/ec2-instance.ts';
import type { InstanceHealth, RunningInstance } from './shapes.ts';
import { compare } from './sorted.ts';

/** All responses about one group; `status` is empty unless it had to be read. */
export interface GroupAnswer extends AccountGroup {
  instances: StatefulInstance[];
  status: RunningInstance[];
  /** Undefined unless requested. */
  health?: InstanceHealth[];
  /** Undefined unless requested. */
  ec2?: Ec2Instance[];
}

/** One stateful instance with the data of its EC2 instance. */
export interface LocatedInstance {
  answer: GroupAnswer;
  instance: StatefulInstance;
  status?: RunningInstance;
  health?: InstanceHealth;
  ec2?: Ec2Instance;
  /** The private address. */
  address: string | null;
}

/** One stateful instance with its host name in Ansible. */
export interface Host extends LocatedInstance {
  name: string;
  /** The address, when the name is not the address. */
  ansibleHost?: string;
}

/**
 * Whether the status of the group must be read too: the settings request it, or a running instance has no address in the
 * list, because its address is not persisted.
 */
export const needsStatus = (instances: readonly StatefulInstance[], wantStatus: boolean): boolean =>
  wantStatus || instances.some(({ instanceId, privateIp }) => instanceId !== null && privateIp === null);

/** Names every instance: by its private address; by its id if two share an address or (if set) without an address. */
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
        'set include_addressless: true to list it by its id',
    );
    return [];
  });
  return { hosts, warnings };
}

const byInstanceId = <T extends { instanceId: string | null }>(reported: readonly T[] = []): Map<string | null, T> =>
  new Map(reported.map((one) => [one.instanceId, one]));

/** Joins the data of the EC2 instances with their stateful instances. */
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
