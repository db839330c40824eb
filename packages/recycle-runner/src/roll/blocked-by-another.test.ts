import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../events/event-log.ts';
import { event, run, SimulatedCluster } from './test-support/simulated-cluster.ts';

describe('another instance that blocks the roll', () => {
  const replaced = { code: 'other-replaced', message: 'ssi-9 was replaced', role: 'esg_recycle' };
  const stopAt = (world: SimulatedCluster, ...events: NumberedEvent[]): void => {
    world.onAttempt = (ssi) =>
      ssi === 'ssi-2'
        ? { exit: { exitCode: 2 }, wasPressed: false, events: [...events, event('runner_on_failed', ssi, replaced)] }
        : undefined;
  };

  it('stops the roll before the next instance, which stays pending', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
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
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    stopAt(world);
    world.onRestore = () => 'Restoring the cluster failed: no route';
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 failed']);
  });

  it('leaves the next instance pending, and not failed, after a stop', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2', 'ssi-3');
    const message = 'Stopped before the recycle of ssi-2 was requested';
    const stopped = { code: 'stopped', message, exit_code: 130, role: 'esg_recycle' };
    const checked = event('gate_waiting', 'ssi-2', { phase: 'before', reason: 'in-sync: 2 of 3' });
    const events = [checked, event('runner_on_failed', 'ssi-2', stopped)];
    world.onAttempt = (ssi) => (ssi === 'ssi-2' ? { exit: { exitCode: 2 }, wasPressed: false, events } : undefined);
    const { states, error, ledger } = await run(world);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 pending', 'ssi-3 pending']);
    expect(error).toMatchObject({ code: 'stopped', exitCode: 130, message: `${message}. ssi-2 is unchanged` });
    expect(ledger.outcome).toBe('stopped');
    expect(world.restored).toEqual(['ssi-2']);
  });

  it('fails an instance whose recycle was requested', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    stopAt(world, event('recycle_requested', 'ssi-2'));
    expect((await run(world)).states).toEqual(['ssi-1 recycled', 'ssi-2 failed']);
  });
});
