import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { rollUnderLoad } from './roll-under-load.ts';
import { type Ensemble, startEnsemble } from './start-ensemble.ts';

let ensemble: Ensemble;
afterEach(() => ensemble.stop());

describeWith('java', 'a roll of ZooKeeper', () => {
  it('takes its quorum away for no more than half a second in all', async () => {
    ensemble = await startEnsemble();
    const { exitCode, seen } = await rollUnderLoad(ensemble);
    expect(exitCode).toBe(0);
    expect(seen.secondsWithoutQuorum).toBeLessThanOrEqual(0.5);
  }, 300_000);
});
