import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A small file system of its own, in a mount namespace of its own. */
export interface SmallDisk {
  /** A command that runs where the disk is mounted, in a working folder (default: the current one). */
  command: (args: readonly string[], workingFolder?: string) => [file: string, args: string[]];
  /** The path of a file on the disk, from here. */
  path: (name: string) => string;
  /** Writes until nothing more fits. */
  fill: () => void;
  /** Frees what `fill` has taken. */
  free: () => void;
  /** Makes the disk read-only, or writable again. */
  remount: (mode: 'ro' | 'rw') => Promise<void>;
  stop: () => Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/** Mounts a tmpfs on a folder, as root or in a user namespace. */
export async function mountSmallDisk(folder: string, size: string): Promise<SmallDisk> {
  mkdirSync(folder, { recursive: true });
  const mount = `mount -t tmpfs -o size=${size},mode=0700 tmpfs '${folder}' && echo mounted && exec sleep infinity`;
  const holder: ChildProcess = spawn('unshare', [...(isRoot ? [] : ['-r']), '-m', 'sh', '-c', mount], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [mounted] = (await Promise.race([once(holder.stdout!, 'data'), once(holder, 'exit')])) as [unknown];
  if (String(mounted).trim() !== 'mounted') throw new Error('the small disk cannot be mounted');
  const inside = isRoot ? ['-m'] : ['-U', '-m', '--preserve-credentials'];
  const path = (name: string): string => join(`/proc/${holder.pid}/root`, folder, name);
  const blocks = [Buffer.alloc(1024 * 1024), Buffer.alloc(1024)];
  const fillWith = (block: Buffer): void => {
    try {
      for (;;) appendFileSync(path('fill'), block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  };
  const command: SmallDisk['command'] = (args, workingFolder = process.cwd()) => [
    'nsenter',
    ['-t', String(holder.pid), ...inside, `--wd=${workingFolder}`, ...args],
  ];
  return {
    command,
    remount: async (mode) => {
      await execa(...command(['mount', '-o', `remount,${mode}`, folder]));
    },
    path,
    fill: () => blocks.forEach(fillWith),
    free: () => rmSync(path('fill'), { force: true }),
    stop: async () => {
      holder.kill('SIGKILL');
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit');
    },
  };
}
