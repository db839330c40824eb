import { type Owner, ownerOf } from '@esg-recycler/esg-store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { instanceOf } from '../fixtures.ts';
import { launchOf } from '../records/launch.ts';
import { judgeUnsent, maySend, remainingSender, senderExists } from './sender.ts';

const [settleMs, requestTimeoutMs] = [12_000, 30_000];
let child: ChildProcess;
let sender: Owner;
let now: number;

beforeEach(() => {
  child = spawn('sleep', ['600'], { stdio: 'ignore' });
  sender = ownerOf(child.pid);
  now = 0;
});
afterEach(() => void child.kill('SIGKILL'));

async function end(): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const context = {
  clock: {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  },
  requestTimeoutMs,
};
const judge = (by: Owner | undefined) => {
  const request = { group: 'sig-1', ssi: 'ssi-1', target: 'ami-new', requestedAt: '', number: 1, sender: by };
  return judgeUnsent(context, { ...launchOf(instanceOf()), ...request }, settleMs);
};
const at = (ms: number, verdict: ReturnType<typeof judge>) => {
  now = ms;
  return verdict()?.is;
};

describe('a sender', () => {
  it.each(['SIGCONT', 'SIGSTOP'] as const)('may send as long as it exists, after a %s too', async (signal) => {
    child.kill(signal);
    expect(maySend(sender)).toBe(true);
    await end();
    expect(maySend(sender)).toBe(false);
  });

  it.each<[string, () => Owner | undefined]>([
    ['that is this very process', () => ownerOf()],
    ['of another host', () => ({ ...sender, host: 'another' })],
    ['of another boot', () => ({ ...sender, boot: 'another' })],
    ['that is not on record', () => undefined],
  ])('%s does not stand in the way', (_, owner) => expect(maySend(owner())).toBe(false));

  it('is named by its pid, with the command that ends even a stopped one', () =>
    expect(senderExists(sender, 'ssi-1', 'a recycle of ssi-1')).toMatchObject({
      code: 'sender-exists',
      severity: 'block',
      message: expect.stringContaining(`process ${child.pid}`),
      hint: expect.stringContaining(`kill -9 ${child.pid}`),
    }));
});

describe('an instance that stays as it was', () => {
  it('was not recycled, when the sender is gone, after the settle time', async () => {
    await end();
    const verdict = judge(sender);
    expect([at(settleMs - 1, verdict), at(settleMs, verdict)]).toEqual([undefined, 'unchanged']);
  });

  it('may be recycled yet while the sender exists; that is told once a running one would have ended', () => {
    const verdict = judge(sender);
    const late = requestTimeoutMs + 2 * settleMs;
    expect([at(settleMs, verdict), at(late - 1, verdict), at(late, verdict)]).toEqual([undefined, undefined, 'failed']);
    expect(verdict()).toMatchObject({ code: 'sender-exists', isOver: false });
  });

  it('is waited for anew from when the sender is first seen gone', async () => {
    const verdict = judge(sender);
    expect(at(settleMs, verdict)).toBeUndefined();
    await end();
    expect([at(settleMs, verdict), at(2 * settleMs - 1, verdict), at(2 * settleMs, verdict)]).toEqual([
      undefined,
      undefined,
      'unchanged',
    ]);
  });
});

describe('what remains of a sender', () => {
  it('is itself after the time of a request', async () => {
    expect(await remainingSender(context, sender, { pollIntervalMs: 1000 })).toBe(sender);
    expect(now).toBe(requestTimeoutMs);
  });

  it('is nothing once it has ended', async () => {
    const sleep = async (): Promise<void> => {
      if (!child.killed) await end();
    };
    expect(
      await remainingSender({ ...context, clock: { now: () => now, sleep } }, sender, { pollIntervalMs: 1 }),
    ).toBeUndefined();
  });
});
