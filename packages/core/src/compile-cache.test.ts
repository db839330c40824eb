import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./compile-cache.ts', import.meta.url));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'esg-compiled-'));
  writeFileSync(join(home, 'late.mjs'), 'export const late = () => 1;');
  writeFileSync(
    join(home, 'first.mjs'),
    `import { getCompileCacheDir } from 'node:module';
     import { keepCompiled } from ${JSON.stringify(source)};
     keepCompiled();
     await import('./late.mjs');
     console.log(getCompileCacheDir() ?? 'none');`,
  );
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Starts an executable; resolves to the folder that Node keeps its compiled sources in, or `none`. */
async function start(env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [join(home, 'first.mjs')], { env: { HOME: home, ...env } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect([stderr, child.exitCode]).toEqual(['', 0]);
  return stdout.trim();
}

const own = () => join(home, '.cache/esg-recycler/compiled');
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe('the compile cache', () => {
  it("is in the user's cache folder, which only the user can access", async () => {
    expect(await start()).toContain(own());
    expect(statSync(own()).mode & 0o777).toBe(0o700);
    const kept = filesIn(own());
    expect(kept).not.toEqual([]);
    await start();
    expect(filesIn(own())).toEqual(kept);
  });

  it('follows the XDG variables', async () => {
    expect(await start({ XDG_CACHE_HOME: join(home, 'xdg') })).toContain(join(home, 'xdg/esg-recycler/compiled'));
    expect(existsSync(own())).toBe(false);
  });

  it('is shared by processes that start at the same time', async () => {
    const folders = await Promise.all(Array.from({ length: 4 }, () => start()));
    expect(new Set(folders)).toEqual(new Set([folders[0]]));
    expect(folders[0]).toContain(own());
  });

  it.each<[string, () => Record<string, string>]>([
    ['the home is not a folder', () => ({ HOME: join(home, 'late.mjs') })],
    ['the home does not exist', () => ({ HOME: join(home, 'nowhere') })],
    ['the home cannot exist', () => ({ HOME: '/proc/nowhere' })],
    ['others can write into the folder', () => (mkdirSync(own(), { recursive: true }), chmodSync(own(), 0o777), {})],
    ['others can read the folder', () => (mkdirSync(own(), { recursive: true }), chmodSync(own(), 0o750), {})],
    ['a file has its name', () => (mkdirSync(join(own(), '..'), { recursive: true }), writeFileSync(own(), ''), {})],
  ])('is off when %s', async (_, prepare) => {
    expect(await start({ TMPDIR: home, ...prepare() })).toBe('none');
    expect(filesIn(home).filter(({ name }) => !/^(first|late)\.mjs$|^compiled$/.test(name))).toEqual([]);
  });

  it("leaves Node's own settings unchanged", async () => {
    expect(await start({ NODE_COMPILE_CACHE: join(home, 'node') })).toContain(join(home, 'node'));
    expect(await start({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('none');
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });
});
