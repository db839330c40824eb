import { EsgError, ExitCode } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import type { AnsibleResult } from './roll-context.ts';
import { event, run, SimulatedCluster } from './test-support/simulated-cluster.ts';

const frozenResult = (ssi: string): AnsibleResult => ({
  exit: { exitCode: 2 },
  events: [event('runner_on_failed', ssi, { task: 'Assess', msg: 'a tag', code: 'frozen', role: 'esg_recycle' })],
  wasPressed: false,
});

describe('the permission to start an instance', () => {
  it('leaves an instance that somebody skips as it is, for all of the run', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.permit = ({ next }) =>
      Promise.resolve(
        next?.ssi === 'ssi-1' ? { do: 'skip', mark: { by: 'bob@jump', at: '' } } : { do: 'go', hasWaited: false },
      );
    const { states, ledger, error } = await run(world);
    expect(error).toBeUndefined();
    expect(states).toEqual(['ssi-1 skipped', 'ssi-2 recycled']);
    expect(ledger.instances[0]).toMatchObject({ reason: 'skipped by bob@jump' });
    expect(world.due).toEqual([['ssi-2']]);
    expect(world.reported).toEqual(['instance_skipped ssi-1']);
  });

  it('reads Spot again after a wait, and drops what changed meanwhile', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    let waits = 0;
    world.permit = () => {
      if (waits++ === 0) world.images.set('ssi-1', 'ami-new');
      return Promise.resolve({ do: 'go', hasWaited: waits === 1 });
    };
    const { states } = await run(world);
    expect(states).toEqual(['ssi-1 skipped', 'ssi-2 recycled']);
    expect(world.attempts).toEqual(['ssi-2']);
  });

  it('passes on how many are recycled, and a freeze', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    const turns: unknown[] = [];
    world.onAttempt = () => {
      world.freeze = 'the tag';
      return undefined;
    };
    world.permit = ({ next, recycled, freeze }) => {
      turns.push([next?.ssi, recycled, freeze]);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    await run(world);
    expect(turns).toEqual([
      ['ssi-1', 0, undefined],
      ['ssi-2', 1, 'the tag'],
    ]);
  });

  it('counts an earlier canary as recycled, and asks for permission after the bake', async () => {
    const world = new SimulatedCluster('ssi-1');
    const turns: unknown[] = [];
    world.awaitTurn = () => Promise.resolve(turns.push('bake') === 1);
    world.permit = ({ recycled }) => {
      turns.push(recycled);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    await run(world, { canary: { count: 1, bakeMs: 1000, done: ['ssi-0'] } });
    expect(turns).toEqual(['bake', 'bake', 1]);
  });

  it('comes before the images of the groups are set, and is asked for again after', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    const order: string[] = [];
    world.setImages = () => Promise.resolve(order.push('images') === 3);
    world.permit = ({ next }) => {
      order.push(`permit ${next?.ssi}`);
      return Promise.resolve({ do: 'go', hasWaited: order.length === 1 });
    };
    world.onAttempt = (ssi) => void order.push(`attempt ${ssi}`);
    await run(world);
    expect(order.slice(0, 6)).toEqual([
      'permit ssi-1',
      'permit ssi-1',
      'images',
      'permit ssi-1',
      'images',
      'attempt ssi-1',
    ]);
  });

  it('leaves the images of the groups alone when it never comes', async () => {
    const world = new SimulatedCluster('ssi-1');
    let isSet = false;
    world.setImages = () => Promise.resolve((isSet = true));
    world.permit = () => Promise.reject(new EsgError('late', { code: 'out-of-time', exitCode: ExitCode.stopped }));
    const { error } = await run(world);
    expect([error?.code, error?.exitCode, isSet]).toEqual(['out-of-time', 130, false]);
  });

  it('ends as a failure when an image was set before it is refused', async () => {
    const world = new SimulatedCluster('ssi-1');
    let isSet = false;
    world.isBeforeImages = () => !isSet;
    world.setImages = () => Promise.resolve((isSet = true));
    const veto = new EsgError('KafkaDown', { code: 'vetoed', exitCode: ExitCode.refused });
    world.permit = () => (isSet ? Promise.reject(veto) : Promise.resolve({ do: 'go', hasWaited: false }));
    const { error } = await run(world);
    expect([error?.code, error?.exitCode]).toEqual(['vetoed', 1]);
  });

  it('leaves the images of the groups alone when somebody skips every instance', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    let isSet = false;
    world.setImages = () => Promise.resolve((isSet = true));
    world.permit = () => Promise.resolve({ do: 'skip', mark: { by: 'bob@jump', at: '' } });
    const { states, error } = await run(world);
    expect([states, error, isSet]).toEqual([['ssi-1 skipped', 'ssi-2 skipped'], undefined, false]);
  });

  it('is not needed for a recycle under way, unless images remain to be set', async () => {
    const turns: unknown[] = [];
    for (const isBefore of [false, true]) {
      const world = new SimulatedCluster('ssi-1');
      world.underWay = 'ssi-1';
      let isPending = isBefore;
      world.isBeforeImages = () => isPending;
      world.setImages = () => {
        turns.push('images');
        isPending = false;
        return Promise.resolve(true);
      };
      world.permit = ({ completes }) => {
        turns.push(completes);
        return Promise.resolve({ do: 'go', hasWaited: false });
      };
      await run(world);
    }
    expect(turns).toEqual([true, false, 'images', true]);
  });

  it('is needed to set an image where no instance is due', async () => {
    const world = new SimulatedCluster('ssi-1');
    world.images.set('ssi-1', 'ami-new');
    const order: string[] = [];
    let isSet = false;
    world.isBeforeImages = () => !isSet;
    world.setImages = () => Promise.resolve((isSet = Boolean(order.push('images'))));
    world.permit = ({ next }) => {
      order.push(`permit ${next?.ssi ?? 'images'}`);
      return Promise.resolve({ do: 'go', hasWaited: order.length === 1 });
    };
    const { error } = await run(world);
    expect([error, world.attempts]).toEqual([undefined, []]);
    expect(order).toEqual(['permit images', 'permit images', 'images']);
  });

  it('leaves the image as it is where no instance is due and it never comes', async () => {
    const world = new SimulatedCluster('ssi-1');
    world.images.set('ssi-1', 'ami-new');
    let isSet = false;
    world.isBeforeImages = () => true;
    world.setImages = () => Promise.resolve((isSet = true));
    world.permit = () => Promise.reject(new EsgError('late', { code: 'out-of-time', exitCode: ExitCode.stopped }));
    const { error } = await run(world);
    expect([error?.code, isSet]).toEqual(['out-of-time', false]);
  });

  it('is needed for the new recycle of an instance whose requested one never happened', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.underWay = 'ssi-1';
    const order: string[] = [];
    world.onAttempt = (ssi, completes) => {
      order.push(`${completes ? 'complete' : 'recycle'} ${ssi}`);
      if (!completes) return undefined;
      const refusal = { task: 'Assess', msg: 'no', code: 'request-withheld', role: 'esg_recycle', exit_code: 3 };
      return { exit: { exitCode: 2 }, events: [event('runner_on_failed', ssi, refusal)], wasPressed: false };
    };
    world.permit = ({ next, completes }) => {
      if (!completes) order.push(`permit ${next?.ssi}`);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    const { states, error } = await run(world);
    expect([error, states]).toEqual([undefined, ['ssi-1 recycled', 'ssi-2 recycled']]);
    expect(order).toEqual(['complete ssi-1', 'permit ssi-1', 'recycle ssi-1', 'permit ssi-2', 'recycle ssi-2']);
  });

  it('is withdrawn by a hold until the instance is recorded as running', async () => {
    const world = new SimulatedCluster('ssi-1');
    const before: unknown[] = [];
    world.isPermitted = () => {
      before.push(world.saved.at(-1)?.instances[0]?.state);
      return Promise.resolve(before.length > 1);
    };
    let turns = 0;
    world.permit = () => {
      if ((turns += 1) === 2) before.push(world.saved.at(-1)?.instances[0]?.state);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    await run(world);
    expect(before).toEqual(['running', 'pending', 'running']);
    expect(world.attempts).toEqual(['ssi-1']);
  });

  it('waits when a freeze refuses an instance before its request', async () => {
    const world = new SimulatedCluster('ssi-1');
    const refusals = [frozenResult('ssi-1')];
    world.onAttempt = () => refusals.shift();
    const { states, error } = await run(world);
    expect(error).toBeUndefined();
    expect(states).toEqual(['ssi-1 recycled']);
    expect(world.attempts).toEqual(['ssi-1', 'ssi-1']);
    expect(world.restored).toEqual(['ssi-1']);
  });
});
