import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface TestProcess {
  pid: number;
  /** The next line of its output, parsed. */
  read<T>(): Promise<T>;
  /** Sends the line that it waits for. */
  go(): void;
  signal(signal: NodeJS.Signals): void;
  /** Kills it and waits until it is reaped. */
  kill(): Promise<void>;
  /** Resolves when it has exited. */
  ended: Promise<void>;
}

/** The folders and processes of one test. `clean` removes all of them. */
export interface Workbench {
  dir: string;
  run(file: string, args: string[], env?: Record<string, string>): TestProcess;
  worker(command: string, args: object, env?: Record<string, string>): TestProcess;
  clean(): Promise<void>;
}

let bundledWorker: string | undefined;

/** The text of `worker.ts` with all that it imports: a process starts it in a fifth of the time of the sources. */
function workerText(): string {
  if (bundledWorker === undefined) {
    const bundler = fileURLToPath(new URL('../../../../tools/bundle.mjs', import.meta.url));
    const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundler, '--print', worker], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(stderr);
    bundledWorker = stdout;
  }
  return bundledWorker;
}

export function createWorkbench(): Workbench {
  const dir = mkdtempSync(join(tmpdir(), 'esg-store-'));
  const workerFolder = mkdtempSync(join(tmpdir(), 'esg-store-worker-'));
  const workerFile = join(workerFolder, 'worker.mjs');
  const processes: TestProcess[] = [];

  const run: Workbench['run'] = (file, args, env) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = once(child, 'exit').then(() => undefined);
    const started: TestProcess = {
      pid: child.pid!,
      read: async () => JSON.parse(String((await lines.next()).value)),
      go: () => child.stdin.write('go\n'),
      signal: (signal) => child.kill(signal),
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
      ended,
    };
    processes.push(started);
    return started;
  };

  return {
    dir,
    run,
    worker(command, args, env) {
      if (!existsSync(workerFile)) writeFileSync(workerFile, workerText());
      return run(process.execPath, [workerFile, command, JSON.stringify(args)], env);
    },
    async clean() {
      await Promise.all(processes.map((child) => child.kill()));
      for (const folder of [dir, workerFolder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the workers at the same time when all are ready. Returns what each prints. */
export async function runTogether<T>(workers: TestProcess[]): Promise<T[]> {
  await Promise.all(workers.map((worker) => worker.read()));
  for (const worker of workers) worker.go();
  return Promise.all(workers.map((worker) => worker.read<T>()));
}

const ps = (pid: number, column: string): string =>
  spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();

/** The state of a process as `ps` shows it: `S`, `T` (stopped), `Z` (zombie). */
export const stateOf = (pid: number): string => ps(pid, 'stat').slice(0, 1);

/** The program that a process runs. */
export const programOf = (pid: number): string => ps(pid, 'comm');

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
