import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineKind } from './kind.ts';
import { createLook } from './look.ts';
import { questionOf } from './testing.ts';

const lookAt = (read: (signal: AbortSignal) => Promise<boolean>, timeoutMs: number, lateMs: number) => {
  const kind = defineKind<unknown, boolean>({
    name: 'fake',
    options: z.unknown(),
    rules: [],
    read: (_question, _options, signal) => read(signal),
    standing: (isWell) => ({ isServing: isWell, role: 'follower' }),
  });
  return createLook(kind, {}, questionOf(), new Map(), timeoutMs, lateMs)();
};

describe('a look', () => {
  it('judges what was read', async () =>
    expect(await lookAt(() => Promise.resolve(true), 60_000, 60_000)).toMatchObject({ safe: true, role: 'follower' }));

  it.each<[string, () => Promise<boolean>]>([
    ['fails', () => Promise.reject(new Error('it broke'))],
    [
      'throws',
      () => {
        throw new Error('it broke');
      },
    ],
  ])('takes a cluster whose reading %s for unwell', async (_, read) => {
    const { safe, findings } = await lookAt(read, 60_000, 60_000);
    expect(safe).toBe(false);
    expect(findings[0]).toMatchObject({ code: 'cluster-unreadable', message: 'The cluster cannot be read: it broke' });
  });

  it('tells the reading when to end, and waits for what it has then', async () => {
    const untilTold = (signal: AbortSignal) =>
      new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(true)));
    expect(await lookAt(untilTold, 1, 60_000)).toMatchObject({ safe: true });
  });

  it('ends without a reading that does not end', async () =>
    expect(await lookAt(() => new Promise<boolean>(() => {}), 1, 2)).toMatchObject({
      safe: false,
      findings: [{ message: 'The cluster cannot be read: no answer within 2 ms' }],
    }));
});
