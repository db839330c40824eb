import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
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
    expect(underWayFinding('kafka', roll!, '/state')).toMatchObject({
      code: 'roll-under-way',
      severity: 'warn',
      message: expect.stringMatching(reported),
      hint: expect.stringMatching(`^Wait until it ends\\. .* on ${hostname()}: runs/r2/events\\.jsonl$`),
    });
    const stateDir = join(folder, 'state');
    const events = join(stateDir, 'runs', 'r2', 'events.jsonl');
    mkdirSync(join(stateDir, 'runs', 'r2'), { recursive: true });
    writeFileSync(events, '');
    expect(underWayFinding('kafka', roll!, stateDir).hint).toBe(`Wait until it ends, or follow it: tail -f ${events}`);
    const refusal = new EsgError('held', { code: 'lease-held', exitCode: 4 });
    expect(lockedBy('kafka', refusal, roll!, '/state')).toMatchObject({
      code: 'lease-held',
      exitCode: 4,
      message: expect.stringMatching(reported),
    });
  });

  it('names only the process when no run holds the lease', async () => {
    await store.ledgers.put('r1', ledgerOf({ run: 'r1', startedAt: '2026-01-01T00:00:00.000Z' }));
    await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
    const roll = await rollUnderWay(store, ['sig-1']);
    expect(underWayFinding('kafka', roll!, '/state').message).toMatch(
      new RegExp(`: PID ${process.pid} on \\S+, since \\S+Z\\. A run`),
    );
  });
});
