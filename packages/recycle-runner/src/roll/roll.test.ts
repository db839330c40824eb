import { describe, expect, it } from '@jest/globals';
import { EsgError, ExitCode } from '@esg-recycler/core';
import { openLedger } from '../record/ledger.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { AnsibleResult } from './roll-context.ts';
import { targetsOf } from './roll-errors.ts';
import { roll } from './roll.ts';
import { event, failure, run, SimulatedCluster } from './test-support/simulated-cluster.ts';

describe('roll', () => {
  it('recycles one by one, and records each as running before any change', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
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

  it('stops at the first failure, which is a refusal without a request', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
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
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onAttempt = onAttempt;
    expect((await run(world)).error).toMatchObject({ exitCode: ExitCode.failed });
  });

  it('adds new instances to the plan, and skips removed ones', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onAttempt = () => {
      world.images.delete('ssi-2');
      if (world.attempts.length === 1) world.images.set('ssi-3', 'ami-old');
      return undefined;
    };
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 gone', 'ssi-3 recycled']);
    expect(world.reported).toEqual(['instance_skipped ssi-2', 'run_planned']);
  });

  it('continues when an instance is removed just before its turn', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
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
    const world = new SimulatedCluster('ssi-1');
    let checks = 0;
    world.onCheck = () => void (checks += 1);
    const view = world.read();
    const header = { run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: '' };
    const { error } = await roll(world, openLedger(header, view.planned), targetsOf(view.planned), view);
    expect([error, world.attempts, checks]).toEqual([undefined, ['ssi-1'], 1]);
  });

  it('stops when the target image changes', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onAttempt = () => {
      world.target = 'ami-newer';
      return undefined;
    };
    const { error } = await run(world);
    expect(error).toMatchObject({ code: 'target-changed', exitCode: ExitCode.failed });
    expect(world.attempts).toEqual(['ssi-1']);
  });

  it('stops before the next instance on request, and is done without one', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.checkpoint = () => {
      if (world.attempts.length === 1) throw stoppedOnRequest();
    };
    const { states, ledger, error } = await run(world);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 pending']);
    expect([ledger.outcome, error?.exitCode]).toEqual(['stopped', ExitCode.stopped]);

    const last = new SimulatedCluster('ssi-1');
    last.checkpoint = () => {
      if (last.attempts.length === 1) throw stoppedOnRequest();
    };
    expect((await run(last)).error).toBeUndefined();
  });

  it('fails an instance whose result cannot be read from Spot', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onCheck = () => {
      if (world.attempts.length === 1)
        throw new EsgError('no network', { code: 'unreachable', exitCode: ExitCode.unreachable });
    };
    const { ledger, error } = await run(world);
    expect(ledger.instances[0]).toMatchObject({ state: 'failed', reason: 'not verified: no network' });
    expect(error).toMatchObject({ code: 'unreachable', exitCode: ExitCode.failed });
  });

  it('ends with an error when a recycled instance is due again', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => {
      if (ssi === 'ssi-2') world.images.set('ssi-1', 'ami-old');
      return undefined;
    };
    expect((await run(world)).error).toMatchObject({ code: 'still-due', exitCode: ExitCode.failed });
  });

  it('records a short reason for a failing health check, and ends with all of it', async () => {
    const world = new SimulatedCluster('ssi-1');
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
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.onAttempt = (ssi) => (ssi === 'ssi-2' ? failure(ssi) : undefined);
    world.onRestore = () => 'Restoring the cluster failed: no route';
    const { error } = await run(world);
    expect(world.restored).toEqual(['ssi-2']);
    expect(error?.message).toBe('ssi-2: Gate: it fails. Restoring the cluster failed: no route');
  });
});
