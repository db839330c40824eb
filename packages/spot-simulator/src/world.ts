import { EsgError, ExitCode } from '@esg-recycler/core';
import type { SimulatorEvent } from './event-log.ts';
import { documentOf, imageOf } from './group-document.ts';
import type { SimulatedGroup, Instance, LogLine } from './model.ts';
import { Names } from './names.ts';
import type { GroupSeed, InstanceSeed } from './scenario.ts';

const longAgo = { created: '2019-02-04T10:10:31.000Z', launched: '2025-05-12T08:36:44.000Z' };

/** The real groups and instances of all accounts. All changes are recorded here. */
export class World {
  readonly groups = new Map<string, SimulatedGroup>();
  /** EC2 instance → stateful instance, with all former instances. */
  readonly machineIds = new Map<string, string>();
  readonly names = new Names();
  readonly #owners = new Map<string, SimulatedGroup>();
  readonly #record: (event: SimulatorEvent) => void;
  /** Whether instances are real processes. */
  readonly #hasMachines: boolean;

  constructor(record: (event: SimulatorEvent) => void, hasMachines: boolean) {
    this.#record = record;
    this.#hasMachines = hasMachines;
  }

  group(id: string): SimulatedGroup {
    return found(this.groups.get(id), id);
  }

  groupOf(ssi: string): SimulatedGroup {
    return found(this.#owners.get(ssi), ssi);
  }

  instance(ssi: string): Instance {
    return found(this.groupOf(ssi).instances.get(ssi), ssi);
  }

  /** @throws EsgError `scenario-invalid` when the id exists */
  addGroup(seed: GroupSeed, accountId: string): SimulatedGroup {
    const id = seed.id ?? this.names.next('sig');
    refuseTwice(this.groups.has(id), id);
    const size = seed.instances.reduce((sum, { count }) => sum + count, 0);
    const group: SimulatedGroup = {
      id,
      accountId,
      document: documentOf(seed, id, size),
      instances: new Map(),
      suspensions: new Map(),
      earlierDocuments: [],
      earlierSuspensions: [],
      rolls: seed.rolls,
      events: [],
      logs: [],
      recycling: seed.recycling,
    };
    this.groups.set(id, group);
    return group;
  }

  /** Adds one instance. Its machine does not run yet. */
  addInstance(group: SimulatedGroup, seed: InstanceSeed): Instance {
    const id = seed.id ?? this.names.next('ssi');
    refuseTwice(this.#owners.has(id), id);
    const imageId = seed.imageId ?? imageOf(group.document);
    const hasMachine = seed.state === 'ACTIVE';
    const instance: Instance = {
      id,
      state: seed.state,
      instanceId: hasMachine ? (seed.instanceId ?? this.names.next('i')) : null,
      privateIp: seed.privateIp ?? this.names.nextAddress(this.#hasMachines ? '127.0.1.0' : '10.201.0.0'),
      imageId,
      devices: seed.devices ?? [
        { deviceName: '/dev/xvdx', volumeId: this.names.next('vol'), snapshotId: this.names.next('snap') },
      ],
      launchedAt: Date.parse(seed.launchedAt ?? longAgo.launched),
      createdAt: Date.parse(seed.createdAt ?? longAgo.created),
      availabilityZone: seed.availabilityZone ?? 'us-east-1a',
      bootImage: imageId,
      running: this.#hasMachines ? false : null,
      recycling: seed.recycling,
      shown: null,
    };
    group.instances.set(id, instance);
    this.#owners.set(id, group);
    if (instance.instanceId) this.machineIds.set(instance.instanceId, id);
    return instance;
  }

  removeInstance({ id }: Instance): void {
    this.groupOf(id).instances.delete(id);
  }

  /** Records the new state of an instance. */
  record(what: SimulatorEvent['what'], instance: Instance, detail: string | null = null): void {
    const group = this.groupOf(instance.id);
    const { id: ssi, instanceId, imageId, running } = instance;
    const state = group.instances.has(ssi) ? instance.state : 'VANISHED';
    this.#record({ at: Date.now(), what, group: group.id, ssi, state, instanceId, imageId, running, detail });
  }

  recordGroup({ id: group }: SimulatedGroup, detail: string): void {
    const none = { ssi: null, state: null, instanceId: null, imageId: null, running: null };
    this.#record({ at: Date.now(), what: 'group', group, ...none, detail });
  }

  /** Adds a line to Spot's log of the group of an instance. */
  addLog({ id, instanceId }: Instance, severity: LogLine['severity'], message: string): void {
    this.groupOf(id).logs.push({ at: Date.now(), severity, message, resources: [id, instanceId] });
  }
}

function found<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw new Error(`The simulator has no ${id}`);
  return thing;
}

function refuseTwice(isThere: boolean, id: string): void {
  if (!isThere) return;
  throw new EsgError(`The scenario has ${id} twice`, {
    code: 'scenario-invalid',
    exitCode: ExitCode.usage,
    hint: 'Change one of the ids, or remove both: then the simulator generates them.',
  });
}
