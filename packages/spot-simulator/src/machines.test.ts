import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScenarioInput } from './scenario.ts';
import { isAlive } from './testing/processes.ts';
import { simulatorsPerTest } from './testing/simulators.ts';

const start = simulatorsPerTest();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'machines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes its identity to its data folder and its output, then runs. The last argument sets its reaction to SIGTERM. */
const program = `
  const { appendFileSync, readFileSync } = require('node:fs');
  const [dataDir, name, manner] = process.argv.slice(1);
  appendFileSync(dataDir + '/who', name + '\\n');
  if (manner === 'deaf') process.on('SIGTERM', () => {});
  console.log(process.pid, readFileSync(dataDir + '/who', 'utf8').trim().replaceAll('\\n', ', '));
  setInterval(() => {}, 1000);`;
const command = (manner = '') => [
  process.execPath,
  '-e',
  program,
  '{dataDir}',
  '{ssi} {address} {image} {instanceId}',
  manner,
];

let count = 0;
const prepared = async (scenario: ScenarioInput = {}) => {
  const machines = join(folder, String((count += 1)));
  const simulator = await start({
    groups: [
      { id: 'sig-1', image: 'ami-new', instances: [{ id: 'ssi-1', imageId: 'ami-old', privateIp: '127.0.1.7' }] },
    ],
    processes: { 'ami-old': command(), 'ami-new': command() },
    machines: { folder: machines, killAfterMs: 5000 },
    ...scenario,
  });
  const output = join(machines, 'ssi-1', 'output.log');
  const lines = () => (existsSync(output) ? readFileSync(output, 'utf8').trim().split('\n').filter(Boolean) : []);
  const pid = (index: number) => Number(lines()[index]?.split(' ')[0]);
  const written = async (number: number) => {
    while (lines().length < number) await new Promise((resolve) => setImmediate(resolve));
  };
  const recycled = async () => {
    await simulator.call('PUT', '/aws/ec2/group/sig-1/statefulInstance/ssi-1/recycle');
    await simulator.waitFor(
      () => simulator.log.filter(({ state, what }) => what === 'state' && state === 'ACTIVE').length > 0,
    );
  };
  return { simulator, lines, pid, written, recycled, machines };
};

describe('machines', () => {
  it('run the command of the new image after a recycle, with the same data', async () => {
    const { lines, pid, written, recycled } = await prepared();
    await written(1);
    await recycled();
    await written(2);
    expect(lines().map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([
      'ssi-1 127.0.1.7 ami-old i-00000000000000001',
      'ssi-1 127.0.1.7 ami-old i-00000000000000001, ssi-1 127.0.1.7 ami-new i-00000000000000002',
    ]);
    expect([isAlive(pid(0)), isAlive(pid(1))]).toEqual([false, true]);
  });

  it('have exited before the new one starts, even if they ignore SIGTERM', async () => {
    const machines = { folder: join(folder, 'deaf'), killAfterMs: 100 };
    const { simulator } = await prepared({ processes: { 'ami-old': command('deaf'), 'ami-new': command() }, machines });
    const output = join(machines.folder, 'ssi-1', 'output.log');
    while (!existsSync(output) || readFileSync(output, 'utf8') === '')
      await new Promise((resolve) => setImmediate(resolve));
    const old = Number.parseInt(readFileSync(output, 'utf8'));
    await simulator.call('PUT', '/aws/ec2/group/sig-1/statefulInstance/ssi-1/recycle');
    await simulator.waitFor(() => simulator.log.some(({ state }) => state === 'RECYCLING'));
    expect(isAlive(old)).toBe(false);
  });

  it.each([
    ['without persisted block devices', { persistence: {} }, {}],
    ['when the scenario sets it', {}, { emptiesData: true }],
  ])('have empty disks %s', async (_, group, recycling) => {
    const instances = [{ id: 'ssi-1', imageId: 'ami-old', privateIp: '127.0.1.7' }];
    const { lines, written, recycled } = await prepared({
      groups: [{ id: 'sig-1', image: 'ami-new', instances, ...group }],
      recycling,
    });
    await written(1);
    await recycled();
    await written(2);
    expect(lines()[1]).not.toContain('ami-old');
  });

  it('run the old command when the root is persisted', async () => {
    const instances = [{ id: 'ssi-1', imageId: 'ami-old', privateIp: '127.0.1.7' }];
    const persistence = { shouldPersistRootDevice: true, shouldPersistPrivateIp: true };
    const { lines, written, recycled, simulator } = await prepared({
      groups: [{ id: 'sig-1', image: 'ami-new', instances, persistence }],
    });
    await written(1);
    await recycled();
    await written(2);
    expect(lines()[1]).toContain('ami-old i-00000000000000002');
    expect(simulator.cloud.instance('ssi-1').imageId).not.toMatch(/old|new/);
  });

  it('count as out while their process does not run', async () => {
    const { simulator, pid, written } = await prepared();
    await written(1);
    expect(simulator.maxOut()).toBe(0);
    process.kill(pid(0), 'SIGKILL');
    await simulator.waitFor(() => simulator.log.some(({ what }) => what === 'machine'));
    expect(simulator.log.at(-1)).toMatchObject({
      ssi: 'ssi-1',
      state: 'ACTIVE',
      running: false,
      detail: 'killed by SIGKILL',
    });
    expect(simulator.maxOut()).toBe(1);
    const { items } = await simulator.call('GET', '/aws/ec2/group/sig-1/instanceHealthiness');
    expect(items).toMatchObject([{ healthStatus: 'UNHEALTHY' }]);
  });

  it.each([
    ['has no command', { 'ami-old': command() }, 'no process is defined for image ami-new'],
    ['has a command that does not exist', { 'ami-old': command(), 'ami-new': ['/nonexistent/server'] }, 'ENOENT'],
  ])('do not run when the new image %s; the log of Spot has the reason', async (_, processes, message) => {
    const { simulator, written, recycled } = await prepared({ processes });
    await written(1);
    await recycled();
    expect(simulator.log.at(-1)).toMatchObject({ state: 'ACTIVE', imageId: 'ami-new', running: false });
    const { items } = await simulator.call('GET', '/aws/ec2/group/sig-1/logs?fromDate=0&toDate=9999999999999');
    expect(items).toMatchObject([{ severity: 'ERROR', message: expect.stringContaining(message) }]);
  });

  it('have all exited after stop, with their child processes', async () => {
    const deafChild = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000);";
    const family = `
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deafChild)}], { stdio: 'inherit' });
      console.log(process.pid);
      setInterval(() => {}, 1000);`;
    const { simulator, written, lines, machines } = await prepared({
      processes: { 'ami-old': [process.execPath, '-e', family] },
    });
    await written(2);
    const pids = lines().map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await simulator.stop();
    while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(join(machines, 'ssi-1', 'data'))).toBe(true);
  });
});
