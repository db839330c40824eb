import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { executable, node, repository } from './support/executables.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const instances = ['127.0.1.47', '127.0.1.48'].map((privateIp, index) => ({
  id: `ssi-${index + 1}`,
  privateIp,
  imageId: 'ami-old',
}));
const page = (name: string): string => readFileSync(join(repository, 'docs', name), 'utf8');

let site: RollSite;
/** The requests of each command, as the page of the permissions lists them. */
const sent: Record<string, string[]> = {};

/** Runs a command and keeps which requests it sent. */
async function record(command: string, run: () => PromiseLike<{ exitCode?: number; stderr: string }>): Promise<void> {
  const from = site.simulator.requests.length;
  const { exitCode, stderr } = await run();
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${stderr}`);
  const requests = site.simulator.requests.slice(from).map(({ method, route }) => `${method} ${route}`);
  sent[command] = [...new Set(requests)].toSorted();
}

beforeAll(async () => {
  // A user whose files are readable by everybody unless a program says otherwise.
  const mask = process.umask(0);
  site = await startRollSite({ groups: [{ id: 'sig-a', name: 'a', image: 'ami-new', instances }] });
  const environment = { ...site.environment, ESG_STATE_DIR: join(site.folder, 'state') };
  const inventory = () =>
    execa(node, [executable('esg-inventory')], { cwd: site.folder, extendEnv: false, env: environment, reject: false });
  await record('inventory', inventory);
  await record('plan', () => site.run(['plan', '--esg', 'a', '--poll-interval', '200ms']));
  await record('run', () => site.run(['--esg', 'a', '--poll-interval', '200ms', '--limit', 'ssi-1']));
  process.umask(mask);
}, 400_000);
afterAll(() => site.stop());

describe('docs/permissions.md', () => {
  it.each(['inventory', 'plan', 'run'])('lists the requests of %s', (command) => {
    const rows = [...page('permissions.md').matchAll(/^\| ([A-Z]+) +\| `(\/\S+)` +\|.*\| ([^|]+) \|$/gm)];
    const listed = (pattern: RegExp) =>
      rows.filter(([, , , by = '']) => pattern.test(by)).map(([, method, route]) => `${method} ${route}`);
    const always = listed(new RegExp(`(?<!\\()\\b${command}\\b(?!\\))`)).toSorted();
    expect(sent[command]).toEqual(always);
  });
});

describe('docs/security.md', () => {
  const rows = [...page('security.md').matchAll(/^\| `(~\/\S+)` +\| (0[0-7]{3}) +\|/gm)].map(
    ([, path = '', mode = '']) => ({ path, mode }),
  );
  /** A path of the page, as a pattern: words in capitals stand for any name. */
  const patternOf = (path: string) =>
    new RegExp(
      `^${path.replace('~/.local/state/esg-recycler', 'state').replace('~/', '').replaceAll('.', '\\.')}$`.replaceAll(
        /\b[A-Z]+\b/g,
        '[^/]+',
      ),
    );

  it('lists every file that the product stores, with its mode', () => {
    const stored = ['state', '.cache/esg-recycler'].flatMap((top) => [
      join(site.folder, top),
      ...readdirSync(join(site.folder, top), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(site.folder, top, name),
      ),
    ]);
    // Nobody else can enter the folder of Node's compile cache, so the modes in it do not matter.
    const own = stored.filter((path) => !path.includes('/compiled/'));
    const files = own.map((path) => ({
      path: relative(site.folder, path) + (statSync(path).isDirectory() ? '/' : ''),
      mode: `0${(statSync(path).mode & 0o7777).toString(8)}`,
    }));
    const different = files.filter(
      ({ path, mode }) => !rows.some((row) => patternOf(row.path).test(path) && row.mode === mode),
    );
    expect(different).toEqual([]);
  });
});
