import { describe, expect, it } from '@jest/globals';
import type { RunControl } from '@esg-recycler/esg-store';
import { plannedOf } from '../fixtures.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { Objection, ReadControl } from './decide.ts';
import type { PermitLimits } from './decide-turn.ts';
import { createPermit, type PermitEdges } from './permit.ts';
import { parseWindow, type Window } from './window.ts';

const minute = 60_000;

/** A world that changes while the roll waits: each wait runs the next step. */
class World implements PermitEdges {
  control: ReadControl = {};
  freeze: string | undefined;
  objection: string | undefined;
  time = Date.parse('2026-11-28T20:00:00Z');
  events: string[] = [];
  waits: number[] = [];
  steps: (() => void)[] = [];
  isStopped = false;
  controller = new AbortController();
  signal = this.controller.signal;
  approveCommand = 'recycle-runner approve r1';
  ask: PermitEdges['ask'];

  now = (): number => this.time;
  readControl = (): Promise<ReadControl> => Promise.resolve(this.control);
  readFreeze = (): Promise<string | undefined> => Promise.resolve(this.freeze);
  checkpoint = (): void => {
    if (this.isStopped) throw stoppedOnRequest();
  };
  sleep = async (ms: number, wake?: Promise<void>): Promise<void> => {
    this.waits.push(ms);
    const step = this.steps.shift();
    if (!step) throw new Error('it waits, and nothing changes');
    step();
    this.time += ms;
    await Promise.race([wake, Promise.resolve()]);
  };
  emit: PermitEdges['emit'] = (event, { ssi }, data) => {
    const { kind, reason, by } = (data ?? {}) as Record<string, unknown>;
    this.events.push([event, ssi, kind, reason, by].filter(Boolean).join(' '));
  };
  query = (): Promise<Objection | undefined> =>
    Promise.resolve(this.objection === undefined ? undefined : { subject: 'https://am', reason: this.objection });

  permit(
    limits: Partial<PermitLimits> = {},
    recycled = 0,
    next: PlannedInstance | null = plannedOf({ ssi: 'ssi-1' }),
    completes = false,
  ) {
    const all = { vetoes: [], vetoTimeoutMs: 60 * minute, canary: 1, startedAt: this.time, pollMs: 5000, ...limits };
    return createPermit(all, this)({ next: next ?? undefined, recycled, freeze: this.freeze, completes });
  }
}

const mark = { by: 'bob@jump', at: '2026-11-28T19:55:00.000Z' };
const approved: RunControl = { approvals: { 'ssi-1': { ...mark, answer: 'yes' } } };

describe('createPermit', () => {
  it('starts at once when nothing objects', async () => {
    const world = new World();
    expect(await world.permit()).toEqual({ do: 'go', hasWaited: false });
    expect(world.events).toEqual([]);
  });

  it('waits while the run is held, reports it once, and continues', async () => {
    const world = new World();
    world.control = { hold: { ...mark, reason: 'demo' } };
    world.steps = [() => {}, () => (world.control = {})];
    expect(await world.permit()).toEqual({ do: 'go', hasWaited: true });
    expect(world.events).toEqual(['run_held ssi-1 hold held by bob@jump: demo bob@jump', 'run_continued ssi-1 hold']);
  });

  it('waits for a store that cannot be read, and reports that as it is', async () => {
    const world = new World();
    world.control = { unreadable: 'connect ECONNREFUSED' };
    world.steps = [() => {}, () => (world.control = {})];
    expect(await world.permit()).toEqual({ do: 'go', hasWaited: true });
    expect(world.events).toEqual([
      'run_held ssi-1 store the store cannot be read: connect ECONNREFUSED',
      'run_continued ssi-1 store',
    ]);
  });

  it('reports every new reason to wait', async () => {
    const world = new World();
    world.control = { hold: mark };
    world.freeze = 'the tag';
    world.steps = [() => (world.control = {}), () => (world.freeze = undefined)];
    await world.permit();
    expect(world.events).toEqual([
      'run_held ssi-1 hold held by bob@jump bob@jump',
      'run_continued ssi-1 hold',
      'run_held ssi-1 freeze the tag',
      'run_continued ssi-1 freeze',
    ]);
  });

  it('completes a requested recycle, whatever else is held', async () => {
    const world = new World();
    world.control = { hold: mark };
    world.objection = 'an alert';
    const limits = { approve: 'each', stopAfterMs: 0, vetoes: [{ name: 'am', query: world.query }] } as const;
    expect(await world.permit(limits, 0, plannedOf(), true)).toEqual({ do: 'go', hasWaited: false });
  });

  it('waits only for the end of a freeze before it completes one', async () => {
    const world = new World();
    world.control = { hold: mark };
    world.freeze = 'Black Friday';
    world.steps = [() => {}, () => (world.freeze = undefined)];
    expect(await world.permit({ approve: 'each' }, 0, plannedOf(), true)).toEqual({ do: 'go', hasWaited: true });
    expect(world.events).toEqual(['run_held ssi-1 freeze Black Friday', 'run_continued ssi-1 freeze']);
  });

  it('waits for an approval from elsewhere', async () => {
    const world = new World();
    world.steps = [() => (world.control = approved)];
    expect(await world.permit({ approve: 'each' })).toMatchObject({ do: 'go' });
    expect(world.events).toEqual(['approval_waiting ssi-1 approval of ssi-1', 'approval_granted ssi-1 bob@jump']);
  });

  it('skips an instance on request', async () => {
    const world = new World();
    world.control = { approvals: { 'ssi-1': { ...mark, answer: 'skip' } } };
    expect(await world.permit({ approve: 'each' })).toMatchObject({ do: 'skip', mark: { by: 'bob@jump' } });
  });

  it('asks once on the terminal; an approval from elsewhere withdraws the question', async () => {
    const world = new World();
    const questions: AbortSignal[] = [];
    world.ask = (_, signal) => {
      questions.push(signal);
      return new Promise(() => {});
    };
    world.steps = [() => {}, () => (world.control = approved)];
    await world.permit({ approve: 'each' });
    expect(questions.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('ends when the user quits at the question', async () => {
    const world = new World();
    world.ask = () => Promise.reject(stoppedOnRequest());
    world.steps = [() => {}];
    await expect(world.permit({ approve: 'each' })).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
  });

  it('ends at once on a stop request, whatever it waits for', async () => {
    const world = new World();
    world.control = { hold: mark };
    world.steps = [() => (world.isStopped = true)];
    await expect(world.permit()).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
  });

  it('wakes up when the window opens', async () => {
    const world = new World();
    world.time = Date.parse('2026-11-28T21:59:58Z');
    world.steps = [() => {}];
    expect(await world.permit({ window: parseWindow('22:00-06:00 UTC') as Window })).toMatchObject({ do: 'go' });
    expect(world.waits).toEqual([2000]);
  });

  it('stops when the time is over', async () => {
    const world = new World();
    const startedAt = world.time - 3 * 60 * minute;
    await expect(world.permit({ startedAt, stopAfterMs: 3 * 60 * minute })).rejects.toMatchObject({
      code: 'out-of-time',
      exitCode: 130,
    });
  });

  it('waits for a veto, and queries it again', async () => {
    const world = new World();
    world.objection = 'KafkaDown';
    world.steps = [() => (world.objection = 'KafkaSlow'), () => (world.objection = undefined)];
    expect(await world.permit({ vetoes: [{ name: 'am', query: world.query }] })).toMatchObject({ do: 'go' });
    expect(world.events).toEqual([
      'run_held ssi-1 veto https://am: KafkaDown',
      'run_held ssi-1 veto https://am: KafkaSlow',
      'run_continued ssi-1 veto',
    ]);
  });

  it('stops when a veto objects longer than allowed', async () => {
    const world = new World();
    world.objection = 'KafkaDown';
    world.steps = Array.from({ length: 12 }, () => () => {});
    const permit = world.permit({ vetoes: [{ name: 'am', query: world.query }], vetoTimeoutMs: minute });
    await expect(permit).rejects.toMatchObject({
      code: 'vetoed',
      exitCode: 3,
      message: 'Stopped by a veto: https://am: KafkaDown, for 1m',
    });
  });

  it('waits for a hold that arrives while a veto is queried', async () => {
    const world = new World();
    const queries: number[] = [];
    const query = () => {
      if (queries.push(world.time) === 1) world.control = { hold: mark };
      return world.query();
    };
    world.steps = [() => {}, () => (world.control = {})];
    expect(await world.permit({ vetoes: [{ name: 'am', query }] })).toEqual({ do: 'go', hasWaited: true });
    expect(world.events).toEqual(['run_held ssi-1 hold held by bob@jump bob@jump', 'run_continued ssi-1 hold']);
  });

  it.each([
    ['the window closes', { window: parseWindow('19:00-20:01 UTC') as Window }, 'window'],
    ['the time of the run ends', { stopAfterMs: 30_000 }, 'out-of-time'],
  ])('does not start when %s while a veto is queried', async (_what, limits, expected) => {
    const world = new World();
    const query = () => {
      world.time += minute;
      return world.query();
    };
    const permit = world.permit({ ...limits, vetoes: [{ name: 'am', query }] }).catch((error: unknown) => error);
    const { code } = (await permit) as { code?: string };
    expect([code, ...world.events].join(' ')).toContain(expected);
  });

  it('reads what people requested after Spot, which may take long to respond', async () => {
    const world = new World();
    world.freeze = 'the tag';
    world.steps = [() => {}, () => (world.control = {})];
    world.readFreeze = () => {
      world.control = { hold: mark };
      return Promise.resolve(undefined);
    };
    await world.permit();
    expect(world.events).toEqual([
      'run_held ssi-1 freeze the tag',
      'run_continued ssi-1 freeze',
      'run_held ssi-1 hold held by bob@jump bob@jump',
      'run_continued ssi-1 hold',
    ]);
  });

  it('waits for an approval to set only images', async () => {
    const world = new World();
    world.steps = [
      () => (world.control = approved),
      () => (world.control = { approvals: { image: { ...mark, answer: 'yes' } } }),
    ];
    expect(await world.permit({ approve: 'each' }, 0, null)).toMatchObject({ do: 'go' });
    expect(world.events).toEqual(['approval_waiting approval of the image', 'approval_granted bob@jump']);
  });

  it('does not query a veto while the run is held', async () => {
    const world = new World();
    world.control = { hold: mark };
    let queries = 0;
    const query = () => {
      queries += 1;
      return world.query();
    };
    world.steps = [() => expect(queries).toBe(0), () => (world.control = {})];
    await world.permit({ vetoes: [{ name: 'am', query }] });
    expect(queries).toBe(1);
  });
});
