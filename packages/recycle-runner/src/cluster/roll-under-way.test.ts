import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EsgError } from '@esg-recycler/core';
import { type Ledger, openStore, type Store } from '@esg-recycler/esg-store';
import { lockedBy, rollUnderWay, underWayFinding } from './roll-under-way.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'under-way-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const states = ['recycled', 'running', 'pending', 'skipped'] as const;
const ledgerOf = (change: Partial<Ledger> = {}): Ledger => ({
  run: 'r2',
  cluster: 'kafka',
  groups: ['sig-1', 'sig-2'],
  target: {},
  startedAt: new Date().toISOString(),
  instances: states.map((state, index) => ({ ssi: `ssi-${index + 1}`, group: 'sig-1', address: null, state })),
  ...change,
});

describe('rollUnderWay', () => {
  it('is undefined without a lease, also when a ledger is still open', async () => {
    await store.ledgers.put('r1', ledgerOf({ run: 'r1' }));
    expect(await rollUnderWay(store, ['sig-1'])).toBeUndefined();
  });

  it('reports run, process, start and progress', async () => {
    await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 60_000 });
    await store.ledgers.put('r1', ledgerOf({ run: 'r1', startedAt: '2026-01-01T00:00:00.000Z' }));
    await store.ledgers.put('r2', ledgerOf());
    await store.ledgers.put('r3', ledgerOf({ run: 'r3', finishedAt: new Date().toISOString() }));
    const roll = await rollUnderWay(store, ['sig-2']);
    const reported = new RegExp(`run r2, PID ${process.pid} on .*, since .*Z: 1 of 3 recycled, ssi-2 in progress`);
    expect(underWayFinding('kafka', roll!)).toMatchObject({
      code: 'roll-under-way',
      severity: 'warn',
      message: expect.stringMatching(reported),
      hint: expect.stringMatching(/follow it: .*recycle-runner status --follow r2$/),
    });
    const refusal = new EsgError('held', { code: 'lease-held', exitCode: 4 });
    expect(lockedBy('kafka', refusal, roll!)).toMatchObject({
      code: 'lease-held',
      exitCode: 4,
      message: expect.stringMatching(reported),
    });
  });

  it('finds the run by the number of its lease, whatever the clocks show', async () => {
    const { number: lease } = await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
    const waitsFor = { kind: 'hold' as const, reason: 'held by bob@jump: demo', since: '2026-01-01T00:00:00.000Z' };
    const doing = { ssi: 'ssi-2', text: 'Spot reports RECYCLING', since: '2026-01-01T00:00:00.000Z' };
    const status = {
      run: 'r2',
      lease,
      operator: 'alice@laptop',
      pid: 7,
      groupNames: ['kafka-a'],
      doing,
      waitsFor,
      lines: [],
    };
    await store.statuses.put('r2', status);
    await store.ledgers.put('r2', ledgerOf({ startedAt: '2026-01-01T00:00:00.000Z' }));
    const roll = await rollUnderWay(store, ['sig-1']);
    expect(underWayFinding('kafka', roll!).message).toMatch(
      /run r2, alice@laptop \(PID \d+ on .*\), since .*: 1 of 3 recycled, ssi-2 in progress \(Spot reports RECYCLING\), waiting: held by bob@jump: demo\. A run/,
    );
  });

  it('names only the process when no run holds the lease', async () => {
    await store.ledgers.put('r1', ledgerOf({ run: 'r1', startedAt: '2026-01-01T00:00:00.000Z' }));
    await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
    const roll = await rollUnderWay(store, ['sig-1']);
    expect(underWayFinding('kafka', roll!).message).toMatch(
      new RegExp(`: PID ${process.pid} on \\S+, since \\S+Z\\. A run`),
    );
  });
});
