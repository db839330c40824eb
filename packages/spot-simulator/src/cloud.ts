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
 * All accounts' groups and instances, and what happens to them. To look and to intervene: whatever is changed here
 * is what somebody else, or Spot itself, did. Methods throw an Error for ids that do not exist.
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

  /** Fills the cloud and starts the machines; done once, before anybody looks. */
  async start({ groups, organizations }: Scenario): Promise<void> {
    const [firstAccount = ''] = organizations.flatMap(({ accounts }) => accounts);
    this.#keepNames(groups);
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

  /** A stateful instance as it truly is. */
  instance(ssi: string): Instance {
    return this.#world.instance(ssi);
  }

  /** The group and the stateful instance that an EC2 instance is or was the machine of. */
  machine(instanceId: string): { group: SimulatedGroup; instance: Instance | null } | null {
    const ssi = this.#world.machineIds.get(instanceId);
    if (ssi === undefined) return null;
    const group = this.#world.groupOf(ssi);
    return { group, instance: group.instances.get(ssi) ?? null };
  }

  /**
   * Accepts an action, as the API does: nothing has happened yet when this returns.
   *
   * @throws ApiError when the instance's state does not allow it
   */
  request(ssi: string, action: Action): void {
    this.#actions.accept(this.instance(ssi), action);
  }

  /** Lets Spot recycle an instance by itself, at once, as after an interruption. */
  interrupt(ssi: string): void {
    const instance = this.instance(ssi);
    const subEvents = [{ type: 'recoverInstances', instances: [instance.instanceId] }];
    this.#world.groupOf(ssi).events.push({ at: Date.now(), eventType: 'InstanceReplacement', subEvents });
    this.#actions.interrupt(instance);
  }

  /** Changes anything of an instance, as by magic. Its machine, if it has one, is left alone. */
  change(ssi: string, fields: Partial<Omit<Instance, 'id'>>): void {
    Object.assign(this.instance(ssi), fields);
    this.#world.record('changed', this.instance(ssi));
  }

  /** Changes how the next recycles of an instance, or of a group's instances, go. */
  setRecycling(id: string, recycling: Partial<Recycling>): void {
    const target = this.groups.get(id) ?? this.instance(id);
    Object.assign(target.recycling, recycling);
  }

  /** Updates a group's document with the API's own semantics. */
  updateGroup(id: string, patch: JsonObject): void {
    const group = this.group(id);
    const update = withoutReadOnly(patch);
    const now = Date.now();
    group.document = { ...merge(group.document, update), updatedAt: new Date(now).toISOString() };
    group.events.push({ at: now, eventType: 'Update', subEvents: [] });
    this.#world.recordGroup(group, `updated: ${JSON.stringify(update)}`);
  }

  /** Sets a group's capacity: surplus instances are paused, and paused ones resumed while there are too few. */
  scale(id: string, capacity: { minimum: number; target: number; maximum: number }): void {
    this.updateGroup(id, { capacity });
    const instances = [...this.group(id).instances.values()];
    const active = instances.filter(({ state }) => state === 'ACTIVE');
    const paused = instances.filter(({ state }) => state === 'PAUSED');
    for (const surplus of active.slice(capacity.target)) this.#actions.accept(surplus, 'pause');
    const missing = Math.max(0, capacity.target - active.length);
    for (const needed of paused.slice(0, missing)) this.#actions.accept(needed, 'resume');
  }

  /** Suspends processes of a group, each until a time in milliseconds, or for ever. */
  suspend(id: string, until: Map<string, number | null>): void {
    const group = this.group(id);
    for (const [name, end] of until) group.suspensions.set(name, end);
    this.#world.recordGroup(group, `suspended: ${[...until.keys()].join(', ')}`);
  }

  /** Lifts suspensions. */
  unsuspend(id: string, names: readonly string[]): void {
    const group = this.group(id);
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

  /** Lets an instance be gone from the list at once. */
  async removeInstance(ssi: string): Promise<void> {
    const instance = this.instance(ssi);
    this.#world.removeInstance(instance);
    this.#world.record('state', instance);
    await this.#machines?.stop(ssi);
  }

  /** What the scenario names must not be made up for something else before its turn comes. */
  #keepNames(groups: Scenario['groups']): void {
    for (const { id, instances } of groups) {
      const given = instances.flatMap((seed) => [seed.id, seed.instanceId, seed.privateIp]);
      for (const name of [id, ...given]) if (name) this.#world.names.take(name);
    }
  }

  #machineDied(ssi: string, how: string): void {
    const instance = this.instance(ssi);
    instance.running = false;
    this.#world.tell(instance, 'WARN', `Instance: [${instance.instanceId}] have been detected as Stopped.`);
    this.#world.record('machine', instance, how);
  }
}
