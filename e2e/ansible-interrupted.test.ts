import { describe, expect, it } from '@jest/globals';
import { newImage, site, openSite, roll, images, changes } from './support/playbook-site.ts';

describe('the playbook alone', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing running after %s', async (signal) => {
    await openSite();
    site.simulator.cloud.setRecycling('ssi-1', { outcome: 'stuck' });
    const rolling = roll('sig-kafka');
    await site.simulator.waitFor(() => changes().length > 0);
    site.kill(signal);
    expect(await rolling).not.toMatchObject({ exitCode: 0 });
    await site.untilNothingRuns();
    expect(changes()).toHaveLength(1);
  });

  it('continues after SIGKILL and requests no recycle twice', async () => {
    await openSite();
    site.simulator.cloud.setRecycling('ssi-1', { durationMs: 3000 });
    const rolling = roll('sig-kafka');
    await site.simulator.waitFor(() => changes().length > 0);
    site.kill('SIGKILL');
    await rolling;
    await site.untilNothingRuns();
    expect(await roll('sig-kafka')).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(changes()).toHaveLength(3);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
  }, 180_000);
});
