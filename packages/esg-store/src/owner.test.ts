import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { isSameOwner, type Owner, ownerExists, ownerIsGone, ownerOf } from './owner.ts';
import { createWorkbench, programOf, stateOf, until, type Workbench } from './testing/processes.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.clean());

describe('an owner', () => {
  it('is the same process each time it is read', () => {
    expect(isSameOwner(ownerOf(), ownerOf(process.pid))).toBe(true);
    expect(ownerIsGone(ownerOf())).toBe(false);
  });

  it('has a complete identity', () => {
    const { host, boot, namespace, startTime } = ownerOf();
    for (const part of [host, boot, namespace, startTime]) expect(part).not.toBe('');
  });

  const inSandbox = ['--user', '--map-root-user', '--pid', '--fork'];
  const canUnshare = spawnSync('unshare', [...inSandbox, 'true']).status === 0;
  (canUnshare ? describe : describe.skip)('in a sandbox without a /proc of its own', () => {
    it('is not the same as in another one', () => {
      const program = `console.log(JSON.stringify((await import(process.argv[1])).ownerOf()))`;
      const [one, other] = [1, 2].map(() => {
        const args = [...inSandbox, process.execPath, '--conditions=source', '--input-type=module', '-e', program];
        const { stdout } = spawnSync('unshare', [...args, `${import.meta.dirname}/owner.ts`], { encoding: 'utf8' });
        return JSON.parse(stdout) as Owner;
      });
      expect(other).toMatchObject({ pid: one!.pid, namespace: '' });
      expect(isSameOwner(one!, other!)).toBe(false);
    });
  });

  it('is gone after it was killed', async () => {
    const child = bench.run('sleep', ['600']);
    const owner = ownerOf(child.pid);
    expect([ownerIsGone(owner), ownerExists(owner)]).toEqual([false, true]);
    await child.kill();
    expect([ownerIsGone(owner), ownerExists(owner)]).toEqual([true, false]);
  });

  it('is gone as a zombie that its parent never reaps', async () => {
    const parent = bench.run('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600']);
    const pid = await parent.read<number>();
    const owner = ownerOf(pid);
    await until(() => programOf(parent.pid) === 'sleep');
    process.kill(pid, 'SIGKILL');
    await until(() => stateOf(pid) === 'Z');
    expect(ownerIsGone(owner)).toBe(true);
    expect(() => ownerOf(pid)).toThrow(expect.objectContaining({ code: 'owner-gone', exitCode: 2 }));
  });

  it('is not gone while it is stopped', async () => {
    const child = bench.run('sleep', ['600']);
    const owner = ownerOf(child.pid);
    child.signal('SIGSTOP');
    await until(() => stateOf(child.pid) === 'T');
    expect([ownerIsGone(owner), ownerExists(owner)]).toEqual([false, true]);
  });

  it('is gone when a younger process has its pid', () => {
    expect(ownerIsGone({ ...ownerOf(), startTime: '1' })).toBe(true);
  });

  it.each(['host', 'boot', 'namespace'])('never counts as gone from another %s', (part) => {
    expect(ownerIsGone({ ...ownerOf(), pid: 2 ** 30, [part]: 'another' })).toBe(false);
  });

  it.each(['host', 'boot', 'namespace'])('never counts as existing on another %s', (part) => {
    expect(ownerExists({ ...ownerOf(), [part]: 'another' })).toBe(false);
  });

  it.each(['boot', 'namespace', 'startTime'])('never counts as gone with an unknown %s', (part) => {
    expect(ownerIsGone({ ...ownerOf(), pid: 2 ** 30, [part]: '' })).toBe(false);
  });

  it('cannot be a process that does not exist', () => {
    expect(() => ownerOf(2 ** 30)).toThrow(expect.objectContaining({ code: 'owner-gone', exitCode: 2 }));
  });
});
