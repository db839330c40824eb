import { describe, expect, it } from '@jest/globals';
import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, InstanceSnapshot } from '@esg-recycler/esg-store';
import { planOf } from '../fixtures.ts';
import type { NumberedEvent } from '../events/event-log.ts';
import { openLedger } from '../record/ledger.ts';
import { roll } from './roll.ts';
import type { AnsibleResult, RollContext, RollView } from './roll-context.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import { targetsOf } from './roll-errors.ts';

const event = (name: string, ssi: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi,
  event_data,
});

/** Instances by id and image, and an Ansible that recycles every instance it gets. */
class World implements RollContext {
  images: Map<string, string>;
  target = 'ami-new';
  attempts: string[] = [];
  restored: string[] = [];
  /** The current leader, which defers to all other due instances. */
  leader?: string;
  due: string[][] = [];
  onRestore: () => string | undefined = () => undefined;
  saved: Ledger[] = [];
  reported: string[] = [];
  onAttempt: (ssi: string) => AnsibleResult | undefined = () => undefined;
  onCheck: () => void = () => {};
  checkpoint = (): void => {};
  freeze: string | undefined;
  /** What people decide before an instance starts; default: it starts at once. */
  permit: RollContext['permit'] = () => Promise.resolve({ do: 'go', hasWaited: false });
  awaitTurn?: RollContext['awaitTurn'];
  now = (): Date => new Date(0);

  constructor(...ids: string[]) {
    this.images = new Map(ids.map((ssi) => [ssi, 'ami-old']));
  }

  emit = (name: string, { ssi }: { ssi?: string }): void => {
    this.reported.push([name, ssi].filter(Boolean).join(' '));
  };

  save = (ledger: Ledger): Promise<void> => {
    this.saved.push(ledger);
    return Promise.resolve();
  };

  read(): RollView {
    const { target } = this;
    const candidates = [...this.images].map(([ssi, image]) => ({ ssi, image, target, due: image !== target }));
    const read = (ssi: string): InstanceSnapshot => ({
      instanceId: `i-${ssi}-${this.images.get(ssi)}`,
      imageId: this.images.get(ssi) ?? null,
      privateIp: null,
      launchedAt: null,
      devices: [],
    });
    const snapshotOf = (ssi: string): InstanceSnapshot | undefined => (this.images.has(ssi) ? read(ssi) : undefined);
    return {
      planned: planOf(...candidates),
      findings:
        this.freeze === undefined
          ? []
          : [{ code: 'frozen', severity: 'block', subject: 'sig-1', message: this.freeze }],
      snapshotOf,
      startOf: snapshotOf,
      verify: (ssi, before) => ({
        verified: read(ssi).instanceId !== before.instanceId,
        evidence: [],
        findings: [],
      }),
    };
  }

  evaluate = (): Promise<RollView> => {
    this.onCheck();
    return Promise.resolve(this.read());
  };

  restore = ({ ssi }: { ssi: string }): Promise<string | undefined> => {
    this.restored.push(ssi);
    return Promise.resolve(this.onRestore());
  };

  runAnsible = ({ ssi }: { ssi: string }, due: readonly string[]): Promise<AnsibleResult> => {
    this.attempts.push(ssi);
    this.due.push([...due]);
    const result = this.onAttempt(ssi);
    if (result) return Promise.resolve(result);
    const yieldTo = due.filter((other) => other !== ssi);
    if (ssi === this.leader && yieldTo.length > 0) {
      const events = [event('instance_deferred', ssi, { yieldTo })];
      return Promise.resolve({ exit: { exitCode: 0 }, events, wasPressed: false });
    }
    this.images.set(ssi, this.target);
    const events = [
      event('recycle_requested', ssi),
      event('gate_passed', ssi, { phase: 'after' }),
      event('instance_finished', ssi),
    ];
    return Promise.resolve({ exit: { exitCode: 0 }, events, wasPressed: false });
  };
}

const run = async (world: World, fields: Partial<Ledger> = {}) => {
  const { planned } = world.read();
  const header = { run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: world.now().toISOString(), ...fields };
  const { ledger, error } = await roll(world, openLedger(header, planned), targetsOf(planned));
  expect(world.saved.at(-1)).toBe(ledger);
  return { states: ledger.instances.map(({ ssi, state }) => `${ssi} ${state}`), ledger, error };
};
const failure = (ssi: string, ...events: NumberedEvent[]): AnsibleResult => ({
  exit: { exitCode: 2 },
  events: [...events, event('runner_on_failed', ssi, { task: 'Gate', msg: 'it fails', role: 'esg_recycle' })],
  wasPressed: false,
});

const frozenResult = (ssi: string): AnsibleResult => ({
  exit: { exitCode: 2 },
  events: [event('runner_on_failed', ssi, { task: 'Assess', msg: 'a tag', code: 'frozen', role: 'esg_recycle' })],
  wasPressed: false,
});

describe('roll', () => {
  it('recycles one by one, and records each as running before any change', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => {
      const entry = world.saved.at(-1)?.instances.find((one) => one.ssi === ssi);
      expect(entry).toMatchObject({ state: 'running', before: { imageId: 'ami-old' } });
      return undefined;
    };
    const { states, ledger, error } = await run(world);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 recycled']);
    expect(ledger).toMatchObject({ outcome: 'done', finishedAt: '1970-01-01T00:00:00.000Z' });
    expect(ledger.instances[0]).toMatchObject({ before: { imageId: 'ami-old' }, after: { imageId: 'ami-new' } });
    expect(error).toBeUndefined();
  });

  it('leaves an instance that somebody skips as it is, for all of the run', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.permit = ({ next: { ssi } }) =>
      Promise.resolve(
        ssi === 'ssi-1' ? { do: 'skip', mark: { by: 'bob@jump', at: '' } } : { do: 'go', hasWaited: false },
      );
    const { states, ledger, error } = await run(world);
    expect(error).toBeUndefined();
    expect(states).toEqual(['ssi-1 skipped', 'ssi-2 recycled']);
    expect(ledger.instances[0]).toMatchObject({ reason: 'skipped by bob@jump' });
    expect(world.due).toEqual([['ssi-2']]);
    expect(world.reported).toEqual(['instance_skipped ssi-1']);
  });

  it('reads Spot again after a wait, and drops what changed meanwhile', async () => {
    const world = new World('ssi-1', 'ssi-2');
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
    const world = new World('ssi-1', 'ssi-2');
    const turns: unknown[] = [];
    world.onAttempt = () => {
      world.freeze = 'the tag';
      return undefined;
    };
    world.permit = ({ next: { ssi }, recycled, freeze }) => {
      turns.push([ssi, recycled, freeze]);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    await run(world);
    expect(turns).toEqual([
      ['ssi-1', 0, undefined],
      ['ssi-2', 1, 'the tag'],
    ]);
  });

  it('counts an earlier canary as recycled, and asks for permission after the bake', async () => {
    const world = new World('ssi-1');
    const turns: unknown[] = [];
    world.awaitTurn = () => Promise.resolve(turns.push('bake') === 1);
    world.permit = ({ recycled }) => {
      turns.push(recycled);
      return Promise.resolve({ do: 'go', hasWaited: false });
    };
    await run(world, { canary: { count: 1, bakeMs: 1000, done: ['ssi-0'] } });
    expect(turns).toEqual(['bake', 'bake', 1]);
  });

  it('waits when a freeze refuses an instance before its request', async () => {
    const world = new World('ssi-1');
    const refusals = [frozenResult('ssi-1')];
    world.onAttempt = () => refusals.shift();
    const { states, error } = await run(world);
    expect(error).toBeUndefined();
    expect(states).toEqual(['ssi-1 recycled']);
    expect(world.attempts).toEqual(['ssi-1', 'ssi-1']);
    expect(world.restored).toEqual(['ssi-1']);
  });

  it('stops at the first failure, which is a refusal without a request', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => failure(ssi);
    const { states, error } = await run(world);
    expect(states).toEqual(['ssi-1 failed', 'ssi-2 pending']);
    expect(error).toMatchObject({ message: 'ssi-1: Gate: it fails', exitCode: ExitCode.refused });
    expect(world.reported).toEqual(['instance_failed ssi-1']);
  });

  it.each<[string, (ssi: string) => AnsibleResult | undefined]>([
    ['this instance', (ssi) => failure(ssi, event('recycle_requested', ssi))],
    ['an earlier one', (ssi) => (ssi === 'ssi-2' ? failure(ssi) : undefined)],
  ])('is a failure once %s was recycled', async (_, onAttempt) => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = onAttempt;
    expect((await run(world)).error).toMatchObject({ exitCode: ExitCode.failed });
  });

  it('adds new instances to the plan, and skips removed ones', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = () => {
      world.images.delete('ssi-2');
      if (world.attempts.length === 1) world.images.set('ssi-3', 'ami-old');
      return undefined;
    };
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 gone', 'ssi-3 recycled']);
    expect(world.reported).toEqual(['instance_skipped ssi-2', 'run_planned']);
  });

  it('continues when an instance is removed just before its turn', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => {
      if (ssi === 'ssi-2') return undefined;
      world.images.delete(ssi);
      return { exit: { exitCode: 1 }, events: [], wasPressed: false };
    };
    const { states, error } = await run(world);
    expect(states).toEqual(['ssi-1 gone', 'ssi-2 recycled']);
    expect(error).toBeUndefined();
    expect(world.reported).toEqual(['instance_skipped ssi-1']);
  });

  it('starts with the reading of the plan if it is given', async () => {
    const world = new World('ssi-1');
    let checks = 0;
    world.onCheck = () => void (checks += 1);
    const view = world.read();
    const header = { run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: '' };
    const { error } = await roll(world, openLedger(header, view.planned), targetsOf(view.planned), view);
    expect([error, world.attempts, checks]).toEqual([undefined, ['ssi-1'], 1]);
  });

  it('stops when the target image changes', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = () => {
      world.target = 'ami-newer';
      return undefined;
    };
    const { error } = await run(world);
    expect(error).toMatchObject({ code: 'target-changed', exitCode: ExitCode.failed });
    expect(world.attempts).toEqual(['ssi-1']);
  });

  it('stops before the next instance on request, and is done without one', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.checkpoint = () => {
      if (world.attempts.length === 1) throw stoppedOnRequest();
    };
    const { states, ledger, error } = await run(world);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 pending']);
    expect([ledger.outcome, error?.exitCode]).toEqual(['stopped', ExitCode.stopped]);

    const last = new World('ssi-1');
    last.checkpoint = () => {
      if (last.attempts.length === 1) throw stoppedOnRequest();
    };
    expect((await run(last)).error).toBeUndefined();
  });

  it('fails an instance whose result cannot be read from Spot', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onCheck = () => {
      if (world.attempts.length === 1)
        throw new EsgError('no network', { code: 'unreachable', exitCode: ExitCode.unreachable });
    };
    const { ledger, error } = await run(world);
    expect(ledger.instances[0]).toMatchObject({ state: 'failed', reason: 'not verified: no network' });
    expect(error).toMatchObject({ code: 'unreachable', exitCode: ExitCode.failed });
  });

  it('ends with an error when a recycled instance is due again', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => {
      if (ssi === 'ssi-2') world.images.set('ssi-1', 'ami-old');
      return undefined;
    };
    expect((await run(world)).error).toMatchObject({ code: 'still-due', exitCode: ExitCode.failed });
  });

  it('records a short reason for a failing health check, and ends with all of it', async () => {
    const world = new World('ssi-1');
    const findings = [{ code: 'in-sync', severity: 'block', subject: 'a', message: '2 of 3', hint: 'Wait.' }];
    const failing = {
      code: 'in-sync',
      message: 'It fails: in-sync: 2 of 3',
      msg: 'It fails: in-sync: 2 of 3. Wait.',
      findings,
    };
    world.onAttempt = (ssi) => ({
      exit: { exitCode: 2 },
      wasPressed: false,
      events: [event('gate_waiting', ssi, { phase: 'before' }), event('runner_on_failed', ssi, failing)],
    });
    const { ledger, error } = await run(world);
    expect(ledger.instances).toEqual([
      expect.objectContaining({ reason: 'the health check before the recycle still fails: in-sync' }),
    ]);
    expect(error).toMatchObject({
      message: 'ssi-1: It fails: in-sync: 2 of 3',
      hint: 'Wait. Then run the same command again.',
    });
  });

  it('restores the cluster after a failed instance, and reports a failed restore', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => (ssi === 'ssi-2' ? failure(ssi) : undefined);
    world.onRestore = () => 'Restoring the cluster failed: no route';
    const { error } = await run(world);
    expect(world.restored).toEqual(['ssi-2']);
    expect(error?.message).toBe('ssi-2: Gate: it fails. Restoring the cluster failed: no route');
  });
});

describe('another instance that blocks the roll', () => {
  const replaced = { code: 'other-replaced', message: 'ssi-9 was replaced', role: 'esg_recycle' };
  const stopAt = (world: World, ...events: NumberedEvent[]): void => {
    world.onAttempt = (ssi) =>
      ssi === 'ssi-2'
        ? { exit: { exitCode: 2 }, wasPressed: false, events: [...events, event('runner_on_failed', ssi, replaced)] }
        : undefined;
  };

  it('stops the roll before the next instance, which stays pending', async () => {
    const world = new World('ssi-1', 'ssi-2');
    stopAt(world);
    const { states, error } = await run(world);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 pending']);
    expect(error).toMatchObject({
      code: 'other-replaced',
      message: 'Stopped before ssi-2: ssi-9 was replaced. ssi-2 is unchanged',
    });
    expect(world.restored).toEqual(['ssi-2']);
  });

  it('leaves the next instance failed while the cluster is not restored', async () => {
    const world = new World('ssi-1', 'ssi-2');
    stopAt(world);
    world.onRestore = () => 'Restoring the cluster failed: no route';
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 failed']);
  });

  it('fails an instance whose recycle was requested', async () => {
    const world = new World('ssi-1', 'ssi-2');
    stopAt(world, event('recycle_requested', 'ssi-2'));
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 failed']);
  });
});

describe('leaders', () => {
  it('are recycled last, and their followers get the due instances', async () => {
    const world = new World('ssi-1', 'ssi-2', 'ssi-3');
    world.leader = 'ssi-1';
    const seen: unknown[] = [];
    world.onAttempt = () => {
      seen.push(world.saved.at(-1)?.instances[0]?.state);
      return undefined;
    };
    const { states, error } = await run(world);
    expect(error).toBeUndefined();
    expect(world.attempts).toEqual(['ssi-1', 'ssi-2', 'ssi-3', 'ssi-1']);
    expect(seen).toEqual(['running', 'deferred', 'deferred', 'running']);
    expect(world.due).toEqual([
      ['ssi-1', 'ssi-2', 'ssi-3'],
      ['ssi-1', 'ssi-2', 'ssi-3'],
      ['ssi-1', 'ssi-3'],
      ['ssi-1'],
    ]);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 recycled', 'ssi-3 recycled']);
    expect(world.restored).toEqual([]);
  });

  it('may change all the time, and the roll still ends', async () => {
    const world = new World('ssi-1', 'ssi-2', 'ssi-3', 'ssi-4');
    const leaders = ['ssi-1', 'ssi-2', 'ssi-4', 'ssi-4', 'ssi-1', 'ssi-1', 'ssi-2', 'ssi-2'];
    world.onAttempt = () => {
      world.leader = leaders.shift();
      return undefined;
    };
    const { states } = await run(world);
    expect(states.every((state) => state.endsWith('recycled'))).toBe(true);
    expect(world.reported).toEqual([]);
  });

  it('stop the roll when every instance leads in its turn', async () => {
    const world = new World('ssi-1', 'ssi-2', 'ssi-3');
    world.onAttempt = (ssi) => {
      world.leader = ssi;
      return undefined;
    };
    const { states, error } = await run(world);
    expect(error).toMatchObject({ code: 'leader-moving', exitCode: ExitCode.refused });
    expect(world.attempts).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
    expect(states).toEqual(['ssi-1 deferred', 'ssi-2 deferred', 'ssi-3 deferred']);
  });

  it('are skipped when they are up to date by then', async () => {
    const world = new World('ssi-1', 'ssi-2');
    world.leader = 'ssi-1';
    world.onAttempt = (ssi) => {
      if (ssi === 'ssi-2') world.images.set('ssi-1', world.target);
      return undefined;
    };
    expect((await run(world)).states).toEqual(['ssi-1 skipped', 'ssi-2 recycled']);
  });
});
