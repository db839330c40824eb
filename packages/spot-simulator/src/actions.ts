import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './api-error.ts';
import { imageOf, persistenceOf } from './group-document.ts';
import { type LifecycleStep, allows, stepsOf } from './lifecycle.ts';
import type { Machines } from './machines.ts';
import type { Instance } from './model.ts';
import { type Recycling, defaultRecycling } from './recycling.ts';
import { replacementOf } from './replacement.ts';
import type { Action } from './states.ts';
import type { World } from './world.ts';

interface Options {
  world: World;
  machines: Machines | null;
  recycling: Partial<Recycling>;
  wrongStateCode: string;
}

/**
 * Runs the accepted actions in real time, one after the other per instance. If two requests are accepted before the first
 * one starts, both run.
 */
export class Actions {
  readonly #options: Options;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Accepts an action, as the API does: the response is sent before anything happens.
   *
   * @throws ApiError when the instance's state does not allow it
   */
  accept(instance: Instance, action: Action): void {
    if (!allows(instance.state, action)) {
      throw new ApiError(
        this.#options.wrongStateCode,
        `Cannot ${action} stateful instance ${instance.id} in state ${instance.state}`,
      );
    }
    this.#options.world.record('accepted', instance, action);
    this.#enqueue(instance, action, this.#recyclingOf(instance).lagMs);
  }

  /** Recycles an instance at once, as Spot does on its own. */
  interrupt(instance: Instance): void {
    const { world } = this.#options;
    world.addLog(instance, 'WARN', `Instance: [${instance.instanceId}] was interrupted by AWS and will be recycled.`);
    world.record('accepted', instance, 'interruption');
    this.#enqueue(instance, 'recycle', 0);
  }

  /** Starts the machine of an instance that is ACTIVE. */
  async boot(instance: Instance): Promise<void> {
    const { machines, world } = this.#options;
    if (!machines) return;
    const problem = await machines.start(instance);
    instance.running = problem === '';
    if (problem) world.addLog(instance, 'ERROR', `Instance: [${instance.instanceId}] does not run: ${problem}`);
  }

  /** Stops all actions, and waits for the steps in progress. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#queues.values());
  }

  #recyclingOf(instance: Instance): Recycling {
    const { recycling, world } = this.#options;
    return { ...defaultRecycling, ...recycling, ...world.groupOf(instance.id).recycling, ...instance.recycling };
  }

  #enqueue(instance: Instance, action: Action, lagMs: number): void {
    const before = this.#queues.get(instance.id) ?? Promise.resolve();
    const run = async (): Promise<void> => {
      await before;
      await this.#run(instance, action, lagMs);
    };
    const ended = run().catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    });
    this.#queues.set(instance.id, ended);
  }

  async #run(instance: Instance, action: Action, lagMs: number): Promise<void> {
    await this.#wait(lagMs);
    if (!allows(instance.state, action)) return;
    const recycling = this.#recyclingOf(instance);
    const steps = stepsOf(action, recycling);
    if (!recycling.visible && steps.length > 0) instance.shown = { ...instance };
    for (const [index, step] of steps.entries()) {
      await this.#wait(step.afterMs);
      const isEnd = index === steps.length - 1 && !step.state.endsWith('ING');
      await this.#enter(instance, step, recycling, isEnd);
    }
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    if (ms > 0) await delay(ms, undefined, { signal });
    else signal.throwIfAborted();
  }

  async #enter(instance: Instance, step: LifecycleStep, recycling: Recycling, isEnd: boolean): Promise<void> {
    const { world, machines } = this.#options;
    const { state, effect, reason } = step;
    const change = effect === 'replace' ? await this.#launch(instance, recycling) : {};
    if (reason) world.addLog(instance, 'ERROR', `Stateful instance [${instance.id}]: ${reason}`);
    if (effect === 'remove') world.removeInstance(instance);
    Object.assign(instance, change);
    if (effect === 'release') instance.instanceId = null;
    if (state === 'RECYCLING') this.#showMeanwhile(instance, recycling);
    if (state !== 'VANISHED') instance.state = state;
    if (effect === 'stop' && machines) instance.running = false;
    if (isEnd) instance.shown = null;
    world.record('state', instance);
    if (effect === 'stop') await machines?.stop(instance.id);
  }

  #showMeanwhile(instance: Instance, { instanceIdMeanwhile }: Recycling): void {
    const { names, machineIds } = this.#options.world;
    if (instanceIdMeanwhile === 'empty') instance.instanceId = null;
    if (instanceIdMeanwhile !== 'new') return;
    instance.instanceId = names.next('i');
    machineIds.set(instance.instanceId, instance.id);
  }

  /** Launches the next machine, and returns the changed fields of the instance. */
  async #launch(instance: Instance, recycling: Recycling): Promise<Partial<Instance>> {
    const { world, machines } = this.#options;
    const { document } = world.groupOf(instance.id);
    const isKnown = instance.state === 'RECYCLING' && recycling.instanceIdMeanwhile === 'new';
    const instanceId = (isKnown ? instance.instanceId : null) ?? world.names.next('i');
    const { dataSurvives, ...change } = replacementOf(instance, {
      image: imageOf(document),
      persistence: persistenceOf(document),
      recycling,
      names: world.names,
      now: Date.now(),
    });
    if (!dataSurvives) machines?.empty(instance.id);
    world.machineIds.set(instanceId, instance.id);
    const next = { ...instance, ...change, instanceId };
    await this.boot(next);
    return { ...change, instanceId, running: next.running };
  }
}
