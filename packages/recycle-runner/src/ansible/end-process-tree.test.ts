import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcessTree } from './end-process-tree.ts';

/** Starts copies of itself, each in a separate session, `depth` times, and prints their ids. */
const chain = `
const [source, depth] = process.argv.slice(1);
process.stdout.write(process.pid + '\\n');
if (depth > 0) {
  require('node:child_process').spawn(process.execPath, ['-e', source, source, depth - 1], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
}
setInterval(() => {}, 1000);
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('endProcessTree', () => {
  it('ends descendants that lead their own sessions', async () => {
    const first = spawn(process.execPath, ['-e', chain, chain, '2'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    for await (const text of first.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += String(text);
      if (printed.split('\n').length > 3) break;
    }
    const pids = printed.trim().split('\n').map(Number);
    expect(pids).toHaveLength(3);
    const exited = once(first, 'exit');
    endProcessTree(first.pid ?? 0);
    expect(await exited).toEqual([null, 'SIGKILL']);
    while (pids.some(isAlive)) await delay(5);
  });

  it('does nothing when the process is gone', async () => {
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(gone, 'exit');
    expect(() => endProcessTree(gone.pid ?? 0)).not.toThrow();
  });
});
