import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatedRequest } from './request-record.ts';
import type { SimulatorEvent } from './event-log.ts';
import { isAlive } from './testing/processes.ts';

const cli = ['-C', 'source', join(import.meta.dirname, 'cli.ts')];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spot-simulator-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scenarioFile(name: string, scenario: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(scenario));
  return path;
}

const sleeper = [
  process.execPath,
  '-e',
  "require('node:fs').writeFileSync('{dataDir}/pid', String(process.pid)); setInterval(() => {}, 1000)",
];
const scenario = (name: string) => ({
  groups: [{ id: 'sig-1', instances: [{ id: 'ssi-1', privateIp: '127.0.1.8' }] }],
  processes: { 'ami-00000001': sleeper },
  machines: { folder: join(folder, name) },
  recycling: { lagMs: 0, requestedMs: 0, durationMs: 10 },
});

async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

describe('spot-simulator', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, then ends its processes', async (signal) => {
    const child = spawn(process.execPath, [...cli, '--scenario', scenarioFile(`${signal}.json`, scenario(signal))]);
    const line = await firstLine(child);
    const url = /http:\S+/.exec(line)?.[0];
    expect(line).toBe(`The Spot API listens on ${url} (account act-12345678)`);
    const { events } = (await (await fetch(`${url}/_simulator/log`)).json()) as { events: SimulatorEvent[] };
    expect(events).toMatchObject([{ ssi: 'ssi-1', state: 'ACTIVE', running: true }]);
    const pidFile = join(folder, signal, 'ssi-1', 'data', 'pid');
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await setImmediate();
    const machine = Number(readFileSync(pidFile, 'utf8'));
    expect(isAlive(machine)).toBe(true);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(isAlive(machine)).toBe(false);
  });

  it('serves the log and interventions for other processes', async () => {
    const child = spawn(process.execPath, [
      ...cli,
      '--scenario',
      scenarioFile('control.json', scenario('control')),
      '--json',
    ]);
    const { url } = JSON.parse(await firstLine(child)) as { url: string };
    const log = async () =>
      (await (await fetch(`${url}/_simulator/log`)).json()) as {
        events: SimulatorEvent[];
        requests: SimulatedRequest[];
        maxOut: number;
      };
    const intervene = async (body: object) =>
      (await fetch(`${url}/_simulator/intervene`, { method: 'POST', body: JSON.stringify(body) })).status;
    expect(await intervene({ fail: { kind: 'html' }, update: { group: 'sig-1', patch: { name: 'other' } } })).toBe(200);
    expect(await intervene({ recycling: { of: 'ssi-1', to: { outcome: 'error' } } })).toBe(200);
    expect(await intervene({ interrupt: 'ssi-1' })).toBe(200);
    expect(await intervene({ interrupt: 'ssi-9' })).toBe(400);
    expect(await intervene({ interupt: 'ssi-1' })).toBe(400);
    expect((await fetch(`${url}/aws/ec2/group`)).status).toBe(502);
    while ((await log()).events.at(-1)?.state !== 'ERROR');
    expect(await intervene({ remove: 'ssi-1' })).toBe(200);
    const { events, requests, maxOut } = await log();
    expect(events.at(-1)).toMatchObject({ ssi: 'ssi-1', state: 'VANISHED' });
    expect(requests).toMatchObject([{ method: 'GET', path: '/aws/ec2/group', status: 502 }]);
    expect(maxOut).toBe(1);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('rejects a wrong scenario or port with exit code 2', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [...cli, ...args], { encoding: 'utf8' });
    const wrong = run('--scenario', scenarioFile('wrong.json', { grups: [] }));
    expect(wrong.stderr).toContain('unknown key "grups"');
    expect(wrong.stderr).not.toContain('    at ');
    expect(wrong.status).toBe(2);
    expect(run('--scenario', 'x.yml', '--port', '99999').status).toBe(2);
    expect(run().status).toBe(2);
    expect(existsSync(join(folder, 'x.yml'))).toBe(false);
  });
});
