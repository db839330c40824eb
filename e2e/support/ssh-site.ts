import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { node, python, repository } from './executables.ts';
import { findCommand } from './find-command.ts';
import { freePort } from './free-port.ts';
import { type RollSite, startRollSite } from './roll-site.ts';

interface Ended {
  exitCode?: number;
  /** What a person sees: stdout and stderr, with each paragraph on one line. */
  output: string;
}

/** A site in which Ansible reaches every instance by SSH, with strict host key checks. */
export interface SshSite extends RollSite {
  port: number;
  /** The user's own known_hosts. */
  knownHosts: string;
  /** Runs a command of Ansible. */
  ansible: (command: string, args: readonly string[], env?: Record<string, string>) => Promise<Ended>;
  /** The current host key of an instance's machine, with its type. */
  hostKey: (ssi: string) => string;
  /** The public key of an authority for host keys. */
  authorityKey: string;
  /** Adds the host keys of the machines at these addresses to the user's known_hosts, once they respond. */
  getToKnow: (addresses: readonly string[]) => Promise<void>;
}

interface Images {
  /** Image → options of its machines; see ssh-machine.mjs. */
  [image: string]: readonly string[];
}

async function makeKey(file: string): Promise<string> {
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  return file;
}

/** Ends the connections that Ansible keeps open for a minute. Their command line has only the socket. */
function endConnections(home: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const file = `/proc/${pid}/cmdline`;
    if (existsSync(file) && readFileSync(file, 'utf8').startsWith(`ssh: ${home}/`)) process.kill(Number(pid));
  }
}

/** @param imagesOf receives the private key of an authority, for machines with signed host keys */
export async function startSshSite(
  addresses: readonly string[],
  scenario: ScenarioInput,
  imagesOf: (authority: string) => Images,
): Promise<SshSite> {
  const keys = mkdtempSync(join(tmpdir(), 'esg-ssh-'));
  const [login, authority, port] = await Promise.all([
    makeKey(join(keys, 'login')),
    makeKey(join(keys, 'authority')),
    freePort(addresses),
  ]);
  const machine = [node, join(repository, 'e2e/support/ssh-machine.mjs'), findCommand('sshd') ?? 'sshd'];
  const common = [...machine, '{address}', String(port), '{dataDir}', `${login}.pub`];
  const processes = Object.entries(imagesOf(authority)).map(([image, options]) => [image, [...common, ...options]]);
  const machines = join(keys, 'machines');
  const site = await startRollSite({
    ...scenario,
    processes: Object.fromEntries(processes) as Record<string, string[]>,
    machines: { folder: machines },
  });

  const knownHosts = site.write('known_hosts', '');
  const variables = {
    ansible_port: String(port),
    ansible_user: userInfo().username,
    ansible_ssh_private_key_file: login,
    ansible_python_interpreter: python('python'),
    ansible_ssh_common_args: `-F /dev/null -o UserKnownHostsFile=${knownHosts} -o StrictHostKeyChecking=yes`,
  };
  const compose = Object.entries(variables).map(([name, value]) => `  ${name}: "'${value}'"\n`);
  const config = site.write('site.spotinst_esg.yml', `plugin: spotinst_esg\ncompose:\n${compose.join('')}`);

  return {
    ...site,
    port,
    knownHosts,
    ansible: async (command, args, env = {}) => {
      const { exitCode, all } = await execa(python(command), ['-i', config, ...args], {
        cwd: repository,
        reject: false,
        all: true,
        stdin: 'ignore',
        extendEnv: false,
        env: { ...site.environment, ESG_RECYCLER_NODE: node, ANSIBLE_NOCOLOR: '1', ...env },
      });
      return { exitCode, output: all.replace(/(\S)\n(?=\S)/g, '$1 ') };
    },
    authorityKey: readFileSync(`${authority}.pub`, 'utf8').trim(),
    hostKey: (ssi) =>
      readFileSync(join(machines, ssi, 'data/host_key.pub'), 'utf8')
        .split(' ', 2)
        .join(' '),
    getToKnow: async (those) => {
      const lines = those.map(async (address) => {
        for (let tries = 0; tries < 200; tries += 1) {
          const { stdout } = await execa('ssh-keyscan', ['-T', '1', '-p', String(port), address], { reject: false });
          if (stdout) return `${stdout}\n`;
          await delay(50);
        }
        throw new Error(`${address}:${port} shows no host key`);
      });
      writeFileSync(knownHosts, (await Promise.all(lines)).join(''));
    },
    stop: async () => {
      endConnections(site.folder);
      await site.stop();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
