import { describe, expect, it } from '@jest/globals';
import type { Context } from '../context.ts';
import { instanceOf } from '../fixtures.ts';
import { openIntentsOf } from '../records/intents.ts';
import { requestRecycle } from './request-recycle.ts';
import { cluster, context, disable, journals, requestOf, scene } from '../root/test-support/persisted-root.ts';

const request = (fields?: Partial<Context>) => requestRecycle(context(fields), cluster, requestOf());

describe('a recycle that replaces the root volume', () => {
  it('is requested right after the update, with open intent and journal', async () => {
    expect(await request()).toBeUndefined();
    expect(scene.sent).toEqual(['off', 'recycle ssi-1']);
    expect(await openIntentsOf(scene.store, ['sig-1'])).toHaveLength(1);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused, and restores persistence, when another instance goes down', async () => {
    const report = (): void => {
      if (!scene.isOn) scene.instances[1] = instanceOf({ id: 'ssi-2', state: 'RECYCLING' });
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'other-not-active', exitCode: 3 });
    expect([scene.sent, scene.isOn, await journals()]).toEqual([['off', 'on'], true, []]);
    expect(await openIntentsOf(scene.store, ['sig-1'])).toEqual([]);
  });

  it('is refused when somebody turns root persistence on again', async () => {
    const report = (): void => {
      scene.meanwhile = () => {
        scene.isOn = true;
      };
    };
    await expect(request({ report })).rejects.toMatchObject({ code: 'root-persisted' });
    expect([scene.sent, await journals()]).toEqual([['off'], []]);
  });

  it('is refused while another recycle has turned root persistence off', async () => {
    await disable();
    await expect(request()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect([scene.sent, scene.isOn]).toEqual([['off'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is refused while another such recycle is in progress', async () => {
    await request();
    await expect(request()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect([scene.sent, scene.isOn]).toEqual([['off', 'recycle ssi-1'], false]);
    expect(await journals()).toHaveLength(1);
  });

  it('is requested once by two simultaneous requests under the same lease', async () => {
    const ends = await Promise.allSettled([request(), request()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([scene.sent, scene.isOn]).toEqual([['off', 'recycle ssi-1'], false]);
  });

  it('reports root persistence that cannot be restored', async () => {
    const report = (): void => {
      scene.instances[1] = instanceOf({ id: 'ssi-2', state: 'RECYCLING' });
    };
    scene.fates = ['done', ...Array.from({ length: 99 }, () => 'refused' as const)];
    const findings = [
      expect.objectContaining({ code: 'other-not-active' }),
      expect.objectContaining({ code: 'root-not-restored' }),
    ];
    await expect(request({ report })).rejects.toMatchObject({
      code: 'other-not-active',
      findings: expect.arrayContaining(findings),
    });
    expect(await journals()).toHaveLength(1);
  });
});
