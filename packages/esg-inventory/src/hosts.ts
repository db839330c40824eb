import type { AccountGroup, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { RunningInstance } from './shapes.ts';
import { compare } from './sorted.ts';

/** Everything that Spot said about one group; `status` is empty unless it had to be asked for. */
export interface GroupAnswer extends AccountGroup {
  instances: StatefulInstance[];
  status: RunningInstance[];
}

/** One stateful instance under the name that Ansible knows it by. */
export interface Host {
  name: string;
  /** The address, where the name is not it already. */
  ansibleHost?: string;
  answer: GroupAnswer;
  instance: StatefulInstance;
  status?: RunningInstance;
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
  const located = answers.flatMap(locate);
  const sharers = Map.groupBy(located, ({ address }) => address);
  const warnings = [...sharers]
    .filter(([address, { length }]) => address !== null && length > 1)
    .map(([address, shared]) => {
      const ids = shared.map(({ instance }) => instance.id).toSorted(compare);
      return `${ids.join(', ')} share the address ${address}: each is listed by its id`;
    });

  const hosts = located.flatMap(({ address, ...rest }): Host[] => {
    const { answer, instance } = rest;
    if (address !== null) {
      const isShared = sharers.get(address)!.length > 1;
      return [isShared ? { ...rest, name: instance.id, ansibleHost: address } : { ...rest, name: address }];
    }
    if (includeAddressless) return [{ ...rest, name: instance.id }];
    warnings.push(
      `${instance.id} of group ${answer.group.id} has no address (it is ${instance.state}) and is left out; ` +
        'include_addressless: true lists it by its id',
    );
    return [];
  });
  return { hosts, warnings };
}

function locate(answer: GroupAnswer) {
  const statusOf = new Map(answer.status.map((status) => [status.instanceId, status]));
  return answer.instances.map((instance) => {
    const status = instance.instanceId === null ? undefined : statusOf.get(instance.instanceId);
    return { answer, instance, status, address: instance.privateIp ?? status?.privateIp ?? null };
  });
}
