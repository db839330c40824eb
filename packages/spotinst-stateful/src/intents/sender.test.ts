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
  it.each(['SIGCONT', 'SIGSTOP'] as const)('may send while it exists, also after %s', async (signal) => {
    child.kill(signal);
    expect(maySend(sender)).toBe(true);
    await end();
    expect(maySend(sender)).toBe(false);
  });

  it.each<[string, () => Owner | undefined]>([
    ['that is this process', () => ownerOf()],
    ['of another host', () => ({ ...sender, host: 'another' })],
    ['of another boot', () => ({ ...sender, boot: 'another' })],
    ['that is not recorded', () => undefined],
  ])('%s cannot send', (_, owner) => expect(maySend(owner())).toBe(false));

  it('is reported with its pid and the command that ends it', () =>
    expect(senderExists(sender, 'ssi-1', 'a recycle of ssi-1')).toMatchObject({
      code: 'sender-exists',
      severity: 'block',
      message: expect.stringContaining(`process ${child.pid}`),
      hint: expect.stringContaining(`kill -9 ${child.pid}`),
    }));
});

describe('an unchanged instance', () => {
  it('counts as not recycled once the sender is gone for the settle time', async () => {
    await end();
    const verdict = judge(sender);
    expect([at(settleMs - 1, verdict), at(settleMs, verdict)]).toEqual([undefined, 'unchanged']);
  });

  it('fails when the sender still exists after its maximum lifetime', () => {
    const verdict = judge(sender);
    const late = requestTimeoutMs + 2 * settleMs;
    expect([at(settleMs, verdict), at(late - 1, verdict), at(late, verdict)]).toEqual([undefined, undefined, 'failed']);
    expect(verdict()).toMatchObject({ code: 'sender-exists', isOver: false });
  });

  it('restarts the settle time when the sender ends', async () => {
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

describe('remainingSender', () => {
  it('returns a sender that exists after the request timeout', async () => {
    expect(await remainingSender(context, sender, { pollIntervalMs: 1000 })).toBe(sender);
    expect(now).toBe(requestTimeoutMs);
  });

  it('returns nothing once the sender has ended', async () => {
    const sleep = async (): Promise<void> => {
      if (!child.killed) await end();
    };
    expect(
      await remainingSender({ ...context, clock: { now: () => now, sleep } }, sender, { pollIntervalMs: 1 }),
    ).toBeUndefined();
  });
});
