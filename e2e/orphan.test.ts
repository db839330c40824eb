import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from './support/free-port.ts';
import { type RollSite, type Runner, startRollSite } from './support/roll-site.ts';

const addresses = ['127.0.1.81', '127.0.1.82', '127.0.1.83'];
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: 'ami-old' }));
const listRoute = '/aws/ec2/group/{groupId}/statefulInstance';
const fast = ['--poll-interval', '50ms', '--timeout', '20s'];

let site: RollSite;
let servers: Server[] = [];
afterEach(async () => {
  servers.forEach((server) => server.close());
  servers = [];
  await site.stop();
});

/** Opens the ports that the health check waits for. */
async function openGate(port: number): Promise<void> {
  servers = addresses.map((address) => createServer((socket) => socket.end()).listen(port, address));
  await Promise.all(servers.map((server) => once(server, 'listening')));
}

async function failingGate(): Promise<void> {
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  servers = [];
}

async function until(holds: () => boolean, deadline = Date.now() + 60_000): Promise<void> {
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('Not within a minute');
    await delay(10);
  }
}

const readLast = (name: string): string => {
  const file = join(site.runs().at(-1) ?? '', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const lists = () => site.simulator.requests.filter(({ route }) => route === listRoute).length;
const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET');
const plays = () => site.processes().filter((one) => one.arguments.includes('ansible-playbook'));

/** A runner whose playbook waits for the health check before the first recycle. The request is its next step. */
async function startToTheGate(port: number): Promise<{ runner: Runner }> {
  site = await startRollSite({ groups: [{ id: 'sig-kafka', image: 'ami-new', instances }] });
  const ports = JSON.stringify({ esg_recycle_wait_ports: [port] });
  // Passes during the plan and fails from then on.
  await openGate(port);
  const runner = site.start(['--esg', 'sig-kafka', ...fast, '--', '-e', ports], { SPOTINST_TIMEOUT: '2s' });
  await until(() => readLast('events.jsonl').includes('run_planned'));
  await failingGate();
  await until(() => readLast('events.jsonl').includes('does not accept connections'));
  // Wrapped, because a runner is a promise.
  return { runner };
}

describe('a playbook whose runner was killed', () => {
  it.each([
    ['before the gate opens', 0],
    ['in the last read before the request', 1],
  ])(
    '%s requests nothing more, and the next run completes the roll',
    async (_, read) => {
      const port = await freePort(addresses);
      const { runner } = await startToTheGate(port);
      if (read > 0) {
        const earlier = lists();
        site.simulator.fail({ kind: 'hang', method: 'GET', route: listRoute, nth: read });
        await openGate(port);
        await site.simulator.waitFor(() => lists() === earlier + read);
      }
      const earlierChanges = changes().length;
      runner.kill('SIGKILL');
      await runner;
      expect(plays()).not.toEqual([]);
      if (read === 0) await openGate(port);

      await until(() => site.processes().length === 0);
      expect(changes().slice(earlierChanges)).toEqual([]);
      expect(site.requested()).toEqual([]);
      expect(readLast('ansible/1-ssi-1.log')).toMatch(/lease/);

      expect(await site.run(['--esg', 'sig-kafka', ...fast])).toMatchObject({ exitCode: 0 });
      expect(site.requested()).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
      expect(site.simulator.maxOut()).toBe(1);
    },
    300_000,
  );
});
