import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InventorySite, startInventorySite } from './site.ts';

let site: InventorySite;
beforeEach(async () => {
  site = await startInventorySite({
    groups: [
      {
        id: 'sig-1',
        instances: 2,
        group: { compute: { launchSpecification: { userData: 'c2VjcmV0LXVzZXItZGF0YQ==' } } },
      },
      { id: 'sig-2', instances: 1 },
    ],
  });
});
afterEach(() => site.stop());

const settings = { cache_ttl: '0', stale_if_error: '1h', spotinst_timeout: '300ms' };
const outage = { kind: 'html', path: 'sig-2', times: 1000 } as const;

describe('stale_if_error', () => {
  it('serves the last complete inventory with one warning while Spot is down', async () => {
    const good = await site.ask(settings);
    expect(good).toMatchObject({ exitCode: 0, stderr: '' });
    site.simulator.fail(outage);
    const stale = await site.ask(settings);
    expect(stale).toMatchObject({ exitCode: 0, stdout: good.stdout });
    expect(stale.stderr).toMatch(/^esg-inventory: WARNING: stale: this inventory is \w+ old \(.*sig-2.*$/);
  });

  it('serves no refused token and no roll', async () => {
    await site.ask(settings);
    const roll = { ESG_RECYCLER_ONLY: 'sig-1,sig-2' };
    await site.ask(settings, { env: roll });
    site.simulator.fail(outage);
    expect(await site.ask(settings, { env: roll })).toMatchObject({ exitCode: 5, stdout: '' });
    site.simulator.fail({ kind: 'unauthorized', path: 'sig-1' });
    expect(await site.ask(settings)).toMatchObject({ exitCode: 5, stdout: '' });
  });

  it('keeps no user data', async () => {
    await site.ask({ ...settings, cache_ttl: '1h' });
    const kept = readFileSync(join(site.folder, '.cache/esg-recycler/cache.sqlite'), 'latin1');
    expect(kept).toContain('sig-1');
    expect(kept).not.toMatch(/userData|c2VjcmV0/);
  });
});
