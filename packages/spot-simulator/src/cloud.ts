import { Actions } from './actions.ts';
import type { SimulatorEvent } from './event-log.ts';
import type { JsonObject } from './json.ts';
import { Machines } from './machines.ts';
import { merge, withoutReadOnly } from './merge.ts';
import type { SimulatedGroup, Instance } from './model.ts';
import type { Recycling } from './recycling.ts';
import { type InstanceInput, instanceSchema, type SimulatedRoll, type Scenario } from './scenario.ts';
import type { Action } from './states.ts';
import { World } from './world.ts';

/**
 * The groups and instances of all accounts. Tests use it to read and to intervene: a change here stands for a change by
 * another user or by Spot itself. Methods throw an Error for unknown ids.
 */
export class Cloud {
  readonly #world: World;
  readonly #actions: Actions;
  readonly #machines: Machines | null;

  constructor(scenario: Scenario, record: (event: SimulatorEvent) => void) {
    const { processes: commands, recycling, answers } = scenario;
    const hasMachines = Object.keys(commands).length > 0;
    this.#world = new World(record, hasMachines);
    this.#machines = hasMachines ? new Machines({ commands, ...scenario.machines }) : null;
    if (this.#machines) this.#machines.onDeath = (ssi, how) => this.#machineDied(ssi, how);
    this.#actions = new Actions({
      world: this.#world,
      machines: this.#machines,
      recycling,
      wrongStateCode: answers.wrongStateCode,
    });
  }

  /** Creates groups and instances, and starts the machines. Called once, before the first request. */
  async start({ groups, organizations }: Scenario): Promise<void> {
    const [firstAccount = ''] = organizations.flatMap(({ accounts }) => accounts);
    this.#reserveNames(groups);
    const instances = groups.flatMap((seed) => {
      const group = this.#world.addGroup(seed, seed.account ?? firstAccount);
      return seed.instances.flatMap((instance) =>
        Array.from({ length: instance.count }, () => this.#world.addInstance(group, instance)),
      );
    });
    await Promise.all(instances.filter(({ state }) => state === 'ACTIVE').map((each) => this.#actions.boot(each)));
    for (const instance of instances) this.#world.record('seeded', instance);
  }

  async stop(): Promise<void> {
    await this.#actions.stop();
    await this.#machines?.close();
  }

  /** Every group by its id. */
  get groups(): ReadonlyMap<string, SimulatedGroup> {
    return this.#world.groups;
  }

  group(id: string): SimulatedGroup {
    return this.#world.group(id);
  }

  /** The real state of a stateful instance. */
  instance(ssi: string): Instance {
    return this.#world.instance(ssi);
  }

  /** The group and the stateful instance of a current or former EC2 instance. */
  machine(instanceId: string): { group: SimulatedGroup; instance: Instance | null } | null {
    const ssi = this.#world.machineIds.get(instanceId);
    if (ssi === undefined) return null;
    const group = this.#world.groupOf(ssi);
    return { group, instance: group.instances.get(ssi) ?? null };
  }

  /**
   * Accepts an action, as the API does: it has not started when this returns.
   *
   * @throws ApiError when the instance's state does not allow it
   */
  request(ssi: string, action: Action): void {
    this.#actions.accept(this.instance(ssi), action);
  }

  /** Recycles an instance at once on behalf of Spot, as after an interruption. */
  interrupt(ssi: string): void {
    const instance = this.instance(ssi);
    const subEvents = [{ type: 'recoverInstances', instances: [instance.instanceId] }];
    this.#world.groupOf(ssi).events.push({ at: Date.now(), eventType: 'InstanceReplacement', subEvents });
    this.#actions.interrupt(instance);
  }

  /** Changes any field of an instance. Does not change its machine. */
  change(ssi: string, fields: Partial<Omit<Instance, 'id'>>): void {
    Object.assign(this.instance(ssi), fields);
    this.#world.record('changed', this.instance(ssi));
  }

  /** Sets the behavior of the next recycles of an instance, or of all instances of a group. */
  setRecycling(id: string, recycling: Partial<Recycling>): void {
    const target = this.groups.get(id) ?? this.instance(id);
    Object.assign(target.recycling, recycling);
  }

  /** Updates the document of a group with the semantics of the API. */
  updateGroup(id: string, patch: JsonObject): void {
    const group = this.group(id);
    const update = withoutReadOnly(patch);
    const now = Date.now();
    group.earlierDocuments.push({ until: now, document: group.document });
    group.document = { ...merge(group.document, update), updatedAt: new Date(now).toISOString() };
    group.events.push({ at: now, eventType: 'Update', subEvents: [] });
    this.#world.recordGroup(group, `updated: ${JSON.stringify(update)}`);
  }

  /** Sets the capacity of a group: pauses surplus instances, and resumes paused ones if there are too few. */
  scale(id: string, capacity: { minimum: number; target: number; maximum: number }): void {
    this.updateGroup(id, { capacity });
    const instances = [...this.group(id).instances.values()];
    const active = instances.filter(({ state }) => state === 'ACTIVE');
    const paused = instances.filter(({ state }) => state === 'PAUSED');
    for (const surplus of active.slice(capacity.target)) this.#actions.accept(surplus, 'pause');
    const missing = Math.max(0, capacity.target - active.length);
    for (const needed of paused.slice(0, missing)) this.#actions.accept(needed, 'resume');
  }

  /** Suspends processes of a group, each until a time in milliseconds, or forever. */
  suspend(id: string, until: Map<string, number | null>): void {
    const group = this.group(id);
    keepEarlier(group);
    for (const [name, end] of until) group.suspensions.set(name, end);
    this.#world.recordGroup(group, `suspended: ${[...until.keys()].join(', ')}`);
  }

  /** Resumes processes. */
  unsuspend(id: string, names: readonly string[]): void {
    const group = this.group(id);
    keepEarlier(group);
    for (const name of names) group.suspensions.delete(name);
    this.#world.recordGroup(group, `resumed: ${names.join(', ')}`);
  }

  setRolls(id: string, rolls: SimulatedRoll[]): void {
    this.group(id).rolls = rolls;
  }

  /** Adds an instance to a group, and starts its machine. */
  async addInstance(groupId: string, input: InstanceInput = {}): Promise<Instance> {
    const instance = this.#world.addInstance(this.group(groupId), instanceSchema.parse(input));
    if (instance.state === 'ACTIVE') await this.#actions.boot(instance);
    this.#world.record('seeded', instance);
    return instance;
  }

  /** Removes an instance from the list at once. */
  async removeInstance(ssi: string): Promise<void> {
    const instance = this.instance(ssi);
    this.#world.removeInstance(instance);
    this.#world.record('state', instance);
    await this.#machines?.stop(ssi);
  }

  /** Reserves the names of the scenario, so that they are not generated for something else. */
  #reserveNames(groups: Scenario['groups']): void {
    for (const { id, instances } of groups) {
      const given = instances.flatMap((seed) => [seed.id, seed.instanceId, seed.privateIp]);
      for (const name of [id, ...given]) if (name) this.#world.names.take(name);
    }
  }

  #machineDied(ssi: string, how: string): void {
    const instance = this.instance(ssi);
    instance.running = false;
    this.#world.addLog(instance, 'WARN', `Instance: [${instance.instanceId}] have been detected as Stopped.`);
    this.#world.record('machine', instance, how);
  }
}

/** Keeps what late reads of the suspensions still show. */
function keepEarlier({ earlierSuspensions, suspensions }: SimulatedGroup): void {
  earlierSuspensions.push({ until: Date.now(), suspensions: new Map(suspensions) });
}
