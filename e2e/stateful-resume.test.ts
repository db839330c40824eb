import { describe, expect, it } from '@jest/globals';
import { due, zookeeper, simulator, simulate, run, recycle, requested } from './support/stateful-site.ts';

describe('resume', () => {
  it('resumes an instance that ended PAUSED; the next run verifies it', async () => {
    await simulate({ recycling: { outcome: 'paused' } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 1, document: { error: { code: 'recycle-paused' } } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 3, document: { error: { code: 'not-active' } } });

    simulator.cloud.setRecycling('ssi-1', { outcome: 'active' });
    const resume = ['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms'];
    expect(await run(resume)).toMatchObject({
      exitCode: 0,
      document: { changed: true, before: { state: 'PAUSED' }, after: { state: 'ACTIVE' } },
    });
    expect(await run(resume)).toMatchObject({ exitCode: 0, document: { changed: false } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('waits, where nothing is on record, until nothing can be under way', async () => {
    const instances = [{ id: 'ssi-1', state: 'PAUSED' as const }, ...due('ssi-2')];
    await simulate({ groups: [{ ...zookeeper, instances }], recycling: { durationMs: 600 } });
    simulator.cloud.request('ssi-2', 'recycle');
    const args = ['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms'];
    const { exitCode, document, stderr } = await run(args);
    expect([exitCode, document.changed]).toEqual([0, true]);
    expect(stderr).toMatch(/no finished run of cluster \S+ is recorded here[^]*ssi-1 resume requested/);
    const resumed = simulator.requests.find(({ path }) => path.endsWith('/resume'));
    const ended = simulator.log.find(
      ({ ssi, what, state }) => ssi === 'ssi-2' && what === 'state' && state === 'ACTIVE',
    );
    expect(ended!.at).toBeLessThan(resumed!.at);
  });

  it('fails when the instance stays PAUSED, with the log lines of Spot', async () => {
    await simulate({
      groups: [{ ...zookeeper, instances: [{ id: 'ssi-1', state: 'PAUSED' }] }],
      recycling: { outcome: 'paused' },
    });
    const { exitCode, document } = await run(['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms']);
    expect([exitCode, document.error.code]).toEqual([1, 'resume-failed']);
    expect(JSON.stringify(document.error.findings)).toContain('rolled back to paused');
  });
});
