import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { node } from './support/executables.ts';
import {
  due,
  zookeeper,
  simulator,
  simulate,
  start,
  run,
  recycleArguments,
  recycle,
  requested,
  writeConfig,
} from './support/stateful-site.ts';

describe('two at once', () => {
  it.each([
    ['of one group', [recycleArguments('ssi-1'), recycleArguments('ssi-2')]],
    ['of two groups of one cluster', [recycleArguments('ssi-1'), [...recycleArguments('ssi-9'), '--esg', 'sig-zk2']]],
  ])('%s: one is refused, and never are two out', async (_, both) => {
    await simulate({ groups: [zookeeper, { ...zookeeper, id: 'sig-zk2', name: 'more', instances: due('ssi-9') }] });
    writeConfig({ zk: ['sig-zk*'] });
    const results = await Promise.all(both.map((args) => run(args)));
    expect(new Set(results.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 4]));
    expect(requested()).toHaveLength(1);
    expect(simulator.maxOut()).toBe(1);
  });
});

describe('lease', () => {
  /** A process that does nothing until it is ended. */
  const startOwner = () => spawn(node, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });

  async function hold(pid: number | undefined) {
    const child = start(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(pid)]);
    const [line] = await once(child.stdout, 'data');
    return { child, ...JSON.parse(String(line)) };
  }

  it('is held for another process, handed down to children, and ends with that process', async () => {
    await simulate();
    const owner = startOwner();
    const { child, token: lease } = await hold(owner.pid);
    const again = await run(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(owner.pid)]);
    expect(again).toMatchObject({ exitCode: 0, document: { token: lease } });

    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-held' } } });
    const handedDown = await run(recycleArguments('ssi-1'), { ESG_RECYCLER_LEASE: lease });
    expect(handedDown).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect((await run(['lease', 'show', '--esg', 'sig-zk'])).document.leases).toMatchObject([
      { groups: ['sig-zk'], owner: { pid: owner.pid }, isGood: true },
    ]);

    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect((await child).exitCode).toBe(0);
    expect((await run(['lease', 'show', '--esg', 'sig-zk'])).document.leases).toEqual([]);
    const orphan = await run(recycleArguments('ssi-2'), { ESG_RECYCLER_LEASE: lease });
    expect(orphan).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-lost' } } });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('is released by whoever has its token, and by SIGTERM', async () => {
    await simulate();
    const { child, token: lease } = await hold(process.pid);
    const released = await run(['lease', 'release', '--esg', 'sig-zk'], { ESG_RECYCLER_LEASE: lease });
    expect(released).toMatchObject({ exitCode: 0, document: { released: true } });
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);

    const second = await hold(process.pid);
    second.child.kill('SIGTERM');
    expect((await second.child).exitCode).toBe(0);
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
  });

  it('is not held for a process that does not exist', async () => {
    await simulate();
    const owner = startOwner();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const result = await run(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(owner.pid)]);
    expect(result).toMatchObject({ exitCode: 2, document: { error: { code: 'owner-gone' } } });
  });
});
