import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Instance } from './model.ts';
import type { Scenario } from './scenario.ts';

interface Machine {
  child: ChildProcess;
  exited: Promise<unknown>;
  stopping: boolean;
}

type Options = Scenario['machines'] & { commands: Scenario['processes'] };

/**
 * The real processes of instances: one per machine, in a separate process group, with a data folder that outlives the
 * process. A machine that stops ends its complete process group.
 */
export class Machines {
  /** Called with the reason when a process ends on its own. */
  onDeath: (ssi: string, how: string) => void = () => {};
  readonly #commands: Scenario['processes'];
  readonly #killAfterMs: number;
  readonly #folder: string;
  readonly #isFolderOurs: boolean;
  readonly #machines = new Map<string, Machine>();
  readonly #killAll = (): void => {
    for (const { child } of this.#machines.values()) signalGroup(child, 'SIGKILL');
  };

  constructor({ commands, folder, killAfterMs }: Options) {
    this.#commands = commands;
    this.#killAfterMs = killAfterMs;
    this.#isFolderOurs = folder === undefined;
    this.#folder = folder === undefined ? mkdtempSync(join(tmpdir(), 'spot-simulator-')) : resolve(folder);
    process.once('exit', this.#killAll);
  }

  /** @returns an empty text when the process runs, else the reason why not */
  async start({ id, bootImage, privateIp, instanceId }: Instance): Promise<string> {
    const template = this.#commands[bootImage];
    if (!template) return `no process is defined for image ${bootImage}`;
    const dataDir = this.#dataFolder(id);
    const values: Record<string, string> = {
      address: privateIp,
      dataDir,
      ssi: id,
      image: bootImage,
      instanceId: instanceId ?? '',
    };
    const [command = '', ...args] = template.map((part) =>
      part.replaceAll(/\{(\w+)\}/g, (complete, key: string) => values[key] ?? complete),
    );
    mkdirSync(dataDir, { recursive: true });
    const output = openSync(join(this.#folder, id, 'output.log'), 'a');
    try {
      const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
      const machine: Machine = { child, exited: once(child, 'exit'), stopping: false };
      machine.exited.catch(() => {});
      await once(child, 'spawn');
      this.#machines.set(id, machine);
      child.once('exit', (code, signal) => {
        if (this.#machines.get(id) === machine) this.#machines.delete(id);
        if (!machine.stopping) this.onDeath(id, signal ? `killed by ${signal}` : `exited with code ${code}`);
      });
      return '';
    } catch (error) {
      return (error as Error).message;
    } finally {
      closeSync(output);
    }
  }

  /** Ends the process and waits for its exit. */
  async stop(ssi: string): Promise<void> {
    const machine = this.#machines.get(ssi);
    if (!machine) return;
    machine.stopping = true;
    signalGroup(machine.child, 'SIGTERM');
    const killer = setTimeout(() => signalGroup(machine.child, 'SIGKILL'), this.#killAfterMs);
    await machine.exited;
    clearTimeout(killer);
    signalGroup(machine.child, 'SIGKILL');
  }

  /** Empties the data folder, like a new volume. */
  empty(ssi: string): void {
    rmSync(this.#dataFolder(ssi), { recursive: true, force: true });
  }

  /** Ends every process and removes the folder, if it is a temporary one. */
  async close(): Promise<void> {
    await Promise.all([...this.#machines.keys()].map((ssi) => this.stop(ssi)));
    process.removeListener('exit', this.#killAll);
    if (this.#isFolderOurs) rmSync(this.#folder, { recursive: true, force: true });
  }

  #dataFolder(ssi: string): string {
    return join(this.#folder, ssi, 'data');
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
