import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { node, repository } from './support/executables.ts';
import { type NpmSite, startNpmSite } from './support/npm-site.ts';
import { localConfig } from './support/roll-site.ts';

const addresses = ['127.0.1.91', '127.0.1.92'];
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: 'ami-old' }));
const scenario = { groups: [{ id: 'sig-zk', name: 'zookeeper', image: 'ami-new', instances }] };

let built: string;
let site: NpmSite;
const npx = (line: string, env?: Record<string, string>) => site.shell(`npx --no-install ${line}`, env);
const config = () => `--config ${join(site.home, 'site.spotinst_esg.yml')} --esg sig-zk`;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'esg-npm-built-'));
  const { stdout: file } = await execa(node, [join(repository, 'tools/npm-package.mjs'), built]);
  site = await startNpmSite(scenario);
  writeFileSync(join(site.home, 'site.spotinst_esg.yml'), localConfig, { mode: 0o600 });
  const { exitCode, stderr } = await site.shell(`npm install --omit=optional --no-audit --no-fund ${file}`);
  if (exitCode !== 0) throw new Error(`npm install failed: ${stderr}`);
}, 300_000);
afterAll(async () => {
  await site?.stop();
  rmSync(built, { recursive: true, force: true });
});

/** The files below a folder, up to a depth. */
const below = (folder: string, depth: number): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && depth > 1
      ? below(join(folder, entry.name), depth - 1).map((path) => join(entry.name, path))
      : [entry.name],
  );

describe('the npm package', () => {
  it('lists the inventory', async () => {
    const { exitCode, stdout } = await npx('esg-inventory --list');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ zookeeper: { hosts: addresses } });
  });

  it('gives the command that installs Ansible where it is missing', async () => {
    const path = join(site.installed, '../system');
    const { exitCode, stderr } = await npx(`recycle-runner plan ${config()}`, { PATH: path });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /Error \(ansible-missing\): ansible-playbook was not found in PATH\n.*pipx install ansible-core/,
    );
  });

  it('plans and rolls with its own playbooks, one instance at a time', async () => {
    const plan = await npx(`recycle-runner plan ${config()}`);
    expect(plan.stdout).toContain('2 of 2 instances to recycle');
    expect(plan.exitCode).toBe(0);

    const roll = await npx(`recycle-runner ${config()} --yes --poll-interval 50ms --timeout 20s`);
    expect(roll.stdout).toContain('2 done, 0 skipped, 0 failed, 0 pending');
    expect(roll.exitCode).toBe(0);
    expect(await site.log()).toMatchObject({ maxOut: 1 });

    const report = await npx('recycle-runner report last --format markdown');
    expect(report.stdout).toMatch(/ssi-1[^]*ssi-2/);
    expect(report.exitCode).toBe(0);
  }, 300_000);

  it('suggests commands that work when they are pasted', async () => {
    const suggested = /Run "(.*)" for usage/;
    const inside = await npx('recycle-runner plan --unknown');
    expect(inside.exitCode).toBe(2);
    const outside = await site.shell(`cd / && ${site.installed}/node_modules/.bin/spotinst-stateful list`);
    for (const [{ stderr }, folder, name] of [
      [inside, site.installed, 'npx --no-install recycle-runner'],
      [outside, '/', join(site.installed, 'node_modules/.bin/spotinst-stateful')],
    ] as const) {
      const [, command = ''] = suggested.exec(stderr) ?? [];
      expect(command).toContain(name);
      expect(await site.shell(`cd ${folder} && ${command}`)).toMatchObject({ exitCode: 0 });
    }
  });

  it('leaves only the state folder when it is uninstalled as on the page', async () => {
    const page = readFileSync(join(repository, 'docs/how-to/upgrade-and-uninstall.md'), 'utf8');
    const [, commands = ''] = /^## Uninstall\n+```bash\n([^]*?)```/m.exec(page) ?? [];
    expect(commands).toContain('npm uninstall --global');
    const ended = await site.shell(`set -e; ${commands.replace(' --global', '')}`);
    expect(ended).toMatchObject({ exitCode: 0 });

    expect(existsSync(join(site.installed, 'node_modules/@esg-recycler/cli'))).toBe(false);
    expect(existsSync(join(site.installed, 'node_modules/.bin/recycle-runner'))).toBe(false);
    // Ansible itself creates ~/.ansible.
    const left = below(site.home, 3).filter((path) => !path.startsWith('.ansible/'));
    expect(left.toSorted()).toEqual(['.local/state/esg-recycler', 'site.spotinst_esg.yml']);
  });
});
