import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { node, repository } from '../support/executables.ts';
import { hostsIn, type InventorySite, startInventorySite } from './site.ts';

let site: InventorySite;
beforeEach(async () => {
  site = await startInventorySite({
    groups: [
      { id: 'sig-1', instances: 2 },
      { id: 'sig-2', instances: [{ id: 'ssi-9', state: 'PAUSED' }], persistence: { shouldPersistBlockDevices: true } },
    ],
  });
});
afterEach(() => site.stop());

const settings = { cache_ttl: '1h' };
const compiled = () => join(site.folder, '.cache/esg-recycler/compiled');

describe('a warm run', () => {
  it('prints the same bytes and warnings as the cold one, without requests', async () => {
    const cold = await site.ask(settings);
    expect(cold).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('ssi-9') });
    const warm = await site.ask(settings);
    expect(warm).toEqual({ ...cold, calls: [] });
    const [name] = hostsIn(warm);
    const host = await site.ask(settings, { args: ['--host', name!] });
    expect(JSON.parse(cold.stdout)._meta.hostvars[name!]).toEqual(JSON.parse(host.stdout));
    expect(host.calls).toEqual([]);
  });

  it('loads nothing that asks Spot or checks its answers, but what the settings need', async () => {
    const list = join(site.folder, 'loaded');
    const spy = join(site.folder, 'spy.mjs');
    writeFileSync(
      spy,
      `import { appendFileSync } from 'node:fs';
       import { registerHooks } from 'node:module';
       const load = (url, context, next) => (appendFileSync(${JSON.stringify(list)}, url + '\\n'), next(url, context));
       registerHooks({ load });`,
    );
    await site.ask(settings);
    await site.ask(settings, { env: { NODE_OPTIONS: `--import=${spy}` } });
    const urls = readFileSync(list, 'utf8').trim().split('\n');
    const loaded = urls.filter((url) => url.startsWith('file:')).map((url) => readFileSync(fileURLToPath(url), 'utf8'));
    const parts = new Set(
      loaded.flatMap((code) =>
        [...code.matchAll(/^\/\/ (?:.*\/)?(?:node_modules|packages)\/([@\w-]+)/gm)].map(([, part]) => part),
      ),
    );
    expect([...parts]).toEqual(expect.arrayContaining(['core', 'esg-inventory', 'esg-store', 'commander']));
    for (const part of ['got', 'keyv', '@keyv', '@aws-sdk', 'spotinst-client']) expect(parts).not.toContain(part);
  });

  it('prints what another process has refreshed, one group of many', async () => {
    const first = await site.ask(settings);
    await site.ask(settings, { args: ['--refresh', '--esg', 'sig-1'] });
    const again = await site.ask(settings);
    expect(again).toEqual({ ...first, calls: [] });
    expect(await site.ask(settings)).toEqual(again);
  });

  it('is complete while several processes write the cache at once', async () => {
    const cold = await site.ask(settings);
    const args = (index: number) => (index % 2 === 0 ? ['--refresh'] : []);
    const runs = await Promise.all([0, 1, 2, 3].map((index) => site.ask(settings, { args: args(index) })));
    for (const run of runs) expect(run).toMatchObject({ exitCode: 0, stdout: cold.stdout, stderr: cold.stderr });
  });
});

describe('what Node has compiled', () => {
  it.each([
    ['the package', 'packages/esg-inventory/bin/esg-inventory.js'],
    ['the collection', 'ansible/cli/esg-inventory.mjs'],
  ])("is kept for the executable of %s, in the user's cache folder", async (_, path) => {
    const run = (more = {}) =>
      execa(node, [join(repository, path), '--version'], { env: { HOME: site.folder, ...more }, extendEnv: false });
    const { stdout } = await run();
    expect(statSync(compiled()).mode & 0o777).toBe(0o700);
    const [folder] = readdirSync(compiled());
    expect(readdirSync(join(compiled(), folder!))).not.toEqual([]);
    expect(await run()).toMatchObject({ stdout, stderr: '' });
    writeFileSync(join(site.folder, 'file'), '');
    expect(await run({ HOME: join(site.folder, 'file') })).toMatchObject({ stdout, stderr: '' });
  });

  it('is not kept if NODE_DISABLE_COMPILE_CACHE is set', async () => {
    await site.ask(settings, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } });
    expect(existsSync(compiled())).toBe(false);
  });
});
