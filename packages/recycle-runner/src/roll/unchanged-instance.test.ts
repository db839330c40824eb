import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent } from '../events/event-log.ts';
import { event, run, SimulatedCluster } from './test-support/simulated-cluster.ts';

/** Whether the ledger calls an instance unchanged whose health check has refused it. */
async function isUnchanged(world: SimulatedCluster, events: readonly NumberedEvent[] = []): Promise<boolean> {
  const refusal = event('runner_on_failed', 'ssi-1', { code: 'in-sync', msg: 'it fails', exit_code: 3 });
  const { onAttempt } = world;
  world.onAttempt = (ssi, completes) => {
    onAttempt(ssi, completes);
    return { exit: { exitCode: 2 }, events: [...events, refusal], wasPressed: false };
  };
  const { ledger } = await run(world);
  return ledger.instances[0]!.isUnchanged === true;
}

describe('a refused instance', () => {
  it('is unchanged before a request', async () => {
    expect(await isUnchanged(new SimulatedCluster('ssi-1'))).toBe(true);
  });

  it('may have changed after a request', async () => {
    expect(await isUnchanged(new SimulatedCluster('ssi-1'), [event('recycle_requested', 'ssi-1')])).toBe(false);
  });

  it('has changed when it is another machine', async () => {
    const world = new SimulatedCluster('ssi-1');
    world.onAttempt = () => void world.images.set('ssi-1', 'ami-other');
    expect(await isUnchanged(world)).toBe(false);
  });

  it('may have changed when another run began its recycle', async () => {
    const world = new SimulatedCluster('ssi-1');
    world.underWay = 'ssi-1';
    expect(await isUnchanged(world)).toBe(false);
  });
});
