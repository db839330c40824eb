import { describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import {
  groupRoute,
  site,
  open,
  start,
  limits,
  startRecycle,
  recycle,
  recover,
  codesOf,
  isRequested,
  windows,
} from './support/replace-root-site.ts';

describe('recover', () => {
  it('has nothing to do without changes, and reports what has no record', async () => {
    await open();
    site.simulator.cloud.suspend('sig-kafka', new Map([['SCHEDULING', Date.now() + 3_600_000]]));
    const { exitCode, document } = await recover();
    expect([exitCode, document.found, document.done, document.left]).toEqual([0, [], [], []]);
    expect(document.unrecorded).toMatchObject([{ code: 'suspension-unrecorded', subject: 'sig-kafka' }]);
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('reports what it cannot restore, and nothing is requested meanwhile', async () => {
    await open({ latencyMs: 20 });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(() => windows().length === 1);
    child.kill('SIGKILL');
    await child;

    site.simulator.fail({ kind: 'unauthorized', method: 'PUT', route: groupRoute, times: 99 });
    const { exitCode, document } = await recover();
    expect([exitCode, codesOf(document.left)]).toEqual([1, ['root-not-restored', 'fence-open']]);
    const text = await start('recycle-runner', ['recover', '--esg', 'sig-kafka', ...limits]);
    expect([text.exitCode, text.stdout]).toEqual([1, expect.stringContaining('Left to do:')]);
    expect(await recycle('ssi-2')).toMatchObject({ exitCode: 1, document: { error: { code: 'root-not-restored' } } });
    expect(site.requested()).toEqual([]);
  });

  it('does not wait: a lease of another process is exit code 4', async () => {
    await open();
    site.simulator.cloud.setRecycling('ssi-1', { outcome: 'stuck' });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(isRequested);
    expect(await recover()).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-held' } } });
    expect(child.kill('SIGKILL')).toBe(true);
    await child;
  });

  it('names what cannot be determined once the store is deleted', async () => {
    await open({ latencyMs: 20 });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(() => windows().length === 1);
    child.kill('SIGKILL');
    await child;
    rmSync(String(site.environment['ESG_STATE_DIR']), { recursive: true });
    const { exitCode, document } = await recover();
    expect([exitCode, document.found]).toEqual([0, []]);
    expect(codesOf(document.unrecorded)).toContain('root-not-persisted');
  });
});
