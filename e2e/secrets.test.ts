import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { createClient } from '@redis/client';
import { execa } from 'execa';
import { python } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { type HttpSink, startHttpSink } from './support/http-sink.ts';
import { filesHolding, type RollSite, startRollSite, token } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';

const instances = ['ssi-1', 'ssi-2'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${111 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];

/** What each secret is, and its value: every one is a text that occurs nowhere else. */
const secrets = {
  token,
  store: 'planted-store-password',
  notify: 'planted-webhook-path',
  veto: 'planted-veto-password',
  collector: 'planted-collector-header',
  login: 'planted-ansible-password',
  become: 'planted-become-password',
  hidden: 'planted-task-result',
  vault: 'planted-vault-password',
  argument: 'planted-extra-variable',
  health: 'planted-health-check-password',
};

/** Only these may have secrets: what the user wrote. */
const written = ['group_vars', 'password', 'before.yml'];

/** All that a Redis server holds, as text. */
async function contentsOf(url: string): Promise<string> {
  const client = await createClient({ url }).connect();
  const found: string[] = [];
  for await (const keys of client.scanIterator()) {
    for (const key of [keys].flat()) {
      const type = await client.type(key);
      const value = type === 'string' ? await client.get(key) : await client.hGetAll(key).catch(() => client.dump(key));
      found.push(key, JSON.stringify(value));
    }
  }
  await client.close();
  return found.join('\n');
}

const found = (texts: Record<string, string>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(texts).flatMap(([place, text]) => (text.includes(secret) ? [`${name} in ${place}`] : [])),
  );

describeWith('redis-server', 'the secrets of a run', () => {
  let server: TestServer;
  let site: RollSite;
  let sink: HttpSink;
  let services: Server[] = [];
  beforeAll(async () => {
    server = await startRedis({ password: secrets.store });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    site = await startRollSite({ groups: [kafka] });
    sink = await startHttpSink();
    mkdirSync(join(site.folder, 'tmp'));
  });
  afterEach(async () => {
    sink.stop();
    for (const service of services) service.close();
    services = [];
    await site.stop();
  });

  const environment = () => ({
    ESG_STORE_URL: server.url,
    ESG_RECYCLER_NOTIFY: `${sink.url}/${secrets.notify} chat+http://127.0.0.1:1/${secrets.notify}`,
    ESG_RECYCLER_METRICS_FILE: join(site.folder, 'esg.prom'),
    ESG_VETO_URLS: `${sink.url.replace('//', `//user:${secrets.veto}@`)}/veto`,
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secrets.collector}`,
    ANSIBLE_VAULT_PASSWORD_FILE: join(site.folder, 'password'),
    ESG_RECYCLER_DEBUG: '1',
    TMPDIR: join(site.folder, 'tmp'),
  });

  const leakingFiles = (): string[] =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      filesHolding(site.folder, secret)
        .filter((path) => !written.some((mine) => path.startsWith(join(site.folder, mine))))
        .map((path) => `${name} in ${path}`),
    );

  /** Variables as a user has them: some vaulted, a task with `no_log`, a health check with a password. */
  async function writeVariables(port: number): Promise<void> {
    mkdirSync(join(site.folder, 'group_vars'));
    site.write('password', secrets.vault);
    const vault = site.write(
      'group_vars/all.yml',
      JSON.stringify({
        esg_recycle_health: 'http',
        esg_recycle_health_options: { port, path: '/', headers: { authorization: `Bearer ${secrets.health}` } },
        esg_recycle_check_count: 1,
        esg_recycle_before_tasks: site.write(
          'before.yml',
          JSON.stringify([{ 'ansible.builtin.debug': { msg: secrets.hidden }, no_log: true }]),
        ),
        ansible_password: secrets.login,
        ansible_become_password: secrets.become,
      }),
    );
    await execa(python('ansible-vault'), ['encrypt', '--vault-password-file', join(site.folder, 'password'), vault], {
      env: { LC_ALL: 'C.UTF-8' },
    });
  }

  it('are in no file, output, request or argument of a roll', async () => {
    const port = await freePort(instances.map(({ privateIp }) => privateIp));
    services = instances.map(({ privateIp }) =>
      createServer((_, response) => void response.end()).listen(port, privateIp),
    );
    await writeVariables(port);
    site.simulator.cloud.setRecycling('ssi-2', { imageAfter: 'ami-other' });
    const rolling = site.start(
      [...args, '--json', '--', '-vvv', '-e', `db_password=${secrets.argument}`],
      environment(),
    );
    const ended = Promise.resolve(rolling).then(({ stdout, stderr }) => {
      if (site.requested().length === 0) throw new Error(`It ended before its first recycle: ${stdout}${stderr}`);
    });
    await Promise.race([site.simulator.waitFor(() => site.requested().length === 1, 300_000), ended]);
    // The argument is the user's own: it stands where the user put it.
    const processes = site.processes().map((process) => process.arguments.replaceAll(secrets.argument, ''));
    expect(processes.length).toBeGreaterThan(2);
    const during = leakingFiles();
    const failed = await rolling;
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
    expect(failed.exitCode).toBe(1);
    expect(readFileSync(join(site.folder, 'esg.prom'), 'utf8')).toContain('state="failed",cluster="sig-kafka"} 1');
    expect(sink.requests.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`/${secrets.notify}`, '/veto', '/v1/traces']),
    );
    const shown = await site.run(['show', 'last'], environment());
    const ticket = await site.run(['report', 'last', '--format', 'markdown'], environment());
    expect(shown.stdout).toContain('ssi-2');
    expect(ticket.stdout).toContain('ssi-2');
    const texts = {
      'the events': failed.stdout,
      'the errors': failed.stderr,
      'the arguments of processes': processes.join('\n'),
      'the requests to others': sink.requests.map(({ body }) => body.toString('latin1')).join('\n'),
      'the store': await contentsOf(server.url),
      'the command show': shown.stdout,
      'the ticket': ticket.stdout,
    };
    expect([...found(texts), ...during, ...leakingFiles()]).toEqual([]);
  }, 600_000);

  it.each<[string, number, Record<string, string>]>([
    ['a store that refuses the password', 1, { ESG_STORE_URL: 'wrong' }],
    ['a store that is down', 5, { ESG_STORE_URL: `redis://:${secrets.store}@127.0.0.1:1` }],
    ['a store that is no URL', 2, { ESG_STORE_URL: `redis//:${secrets.store}@127.0.0.1:1` }],
    ['a receiver that is no URL', 2, { ESG_RECYCLER_NOTIFY: secrets.notify }],
    ['a veto that is no URL', 2, { ESG_VETO_URLS: `user:${secrets.veto}@host` }],
    ['a token that Spot refuses', 5, { SPOTINST_API_TOKEN: secrets.argument }],
  ])('are in no error about %s', async (_, code, changed) => {
    const wrong = server.url.replace(secrets.store, secrets.argument);
    const env = { ...environment(), ...changed, ...(changed['ESG_STORE_URL'] === 'wrong' && { ESG_STORE_URL: wrong }) };
    const { exitCode, stdout, stderr } = await site.run(args, env);
    expect({ exitCode, stderr }).toEqual({
      exitCode: code,
      stderr: expect.stringContaining('recycle-runner: Error ('),
    });
    expect(found({ stdout, stderr })).toEqual([]);
    expect(leakingFiles()).toEqual([]);
  });
});
