import { describe, expect, it } from '@jest/globals';
import {
  listRoute,
  simulator,
  simulate,
  start,
  run,
  recycleArguments,
  recycle,
  requested,
} from './support/stateful-site.ts';

const isRequested = () => requested().length > 0;

describe('an end in the middle', () => {
  const slow = { recycling: { lagMs: 100, durationMs: 1500 } };

  /** Starts a recycle, and ends its process once the request has come in. */
  async function endAfterRequest(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM') {
    const child = start(recycleArguments('ssi-1'));
    await simulator.waitFor(isRequested);
    child.kill(signal);
    return child;
  }

  it('by SIGKILL after the request: the next run verifies it, requests nothing', async () => {
    await simulate(slow);
    await endAfterRequest('SIGKILL');
    expect(await recycle('ssi-1')).toMatchObject({
      exitCode: 0,
      document: { changed: true, before: { imageId: 'ami-old' }, after: { imageId: 'ami-new' } },
    });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('by SIGKILL after the request: another instance has to wait for it', async () => {
    await simulate(slow);
    await endAfterRequest('SIGKILL');
    expect(await recycle('ssi-2')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1', 'ssi-2']);
    expect(simulator.maxOut()).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s after the request: it is recorded and verified next time',
    async (signal) => {
      await simulate(slow);
      const { exitCode, stdout } = await endAfterRequest(signal);
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'stopped', hint: expect.stringContaining('recorded') });

      const inspection = await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-2']);
      expect(inspection.document.findings).toContainEqual(expect.objectContaining({ code: 'recycle-pending' }));
      expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
      expect(requested()).toEqual(['ssi-1']);
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s before the request: nothing is sent', async (signal) => {
    await simulate({ faults: [{ kind: 'hang', route: listRoute }] });
    const child = start(recycleArguments('ssi-1'), { SPOTINST_TIMEOUT: '500ms' });
    await simulator.waitFor(() => simulator.requests.some(({ route }) => route === listRoute));
    child.kill(signal);
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'stopped', message: expect.stringContaining('before') });
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
