import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { node, repository } from '../support/executables.ts';
import { type ClusterPlan, planCluster } from './cluster-plan.ts';
import type { ClusterKind } from './kind.ts';
import { processesIn, signalProcessesIn } from './node-processes.ts';
import { untilNothingIsWrong } from './until.ts';

interface Place {
  stop: () => Promise<void>;
}

/** Three real nodes, each the machine of a stateful instance. */
export interface Cluster<P extends Place = Simulator> extends Omit<ClusterPlan, 'scenario'> {
  /** What was started with the cluster's scenario: the simulator, or a place that has one. */
  place: P;
  /** The version whose jars the process of an instance runs, if it runs any. */
  versionOf: (ssi: string) => string | undefined;
  /** From the next start of its node on, nobody reaches the port that clients use. */
  block: (ssi: string) => void;
  /** Lets them through again, at once. */
  unblock: (ssi: string) => void;
  /** Ends a node as a power cut does. */
  kill: (ssi: string) => void;
  /** Lets a node hang: it runs, and answers nobody. */
  freeze: (ssi: string) => void;
  /** Lets it continue where it was. */
  thaw: (ssi: string) => void;
  /** The folder of an instance's machine, beside its data. */
  folderOf: (ssi: string) => string;
  /** What an instance's node and those before it have printed. */
  output: (ssi: string) => string;
  /** @throws Error with what is wrong, after the timeout (default three minutes) */
  untilHealthy: (timeoutMs?: number) => Promise<void>;
  stop: () => Promise<void>;
}

interface Options<P extends Place> {
  /** The first three numbers of all addresses, so that two clusters can run at once. Default `127.0.1`. */
  network?: string;
  /** Starts what holds the simulator. Default: the simulator alone. */
  start: (scenario: ScenarioInput) => Promise<P>;
}

/**
 * Starts a cluster of the old version, in a group whose image is the new one, and waits until it is healthy. Brings its
 * jars first where they are missing.
 */
export function startCluster(kind: ClusterKind, options?: Partial<Options<Simulator>>): Promise<Cluster>;
export function startCluster<P extends Place>(kind: ClusterKind, options: Options<P>): Promise<Cluster<P>>;
export async function startCluster(
  kind: ClusterKind,
  { network = '127.0.1', start = startSimulator }: Partial<Options<Place>> = {},
): Promise<Cluster<Place>> {
  if (!kind.images) await execa(node, [join(repository, 'tools/cluster-jars.mjs'), kind.name], { stdin: 'ignore' });
  const folder = mkdtempSync(join(tmpdir(), `esg-${kind.name}-`));
  const { scenario, ...plan } = planCluster(kind, network, folder);
  const cluster = clusterIn(folder, kind, { ...plan, place: await start(scenario) });
  try {
    await cluster.untilHealthy();
    return cluster;
  } catch (error) {
    const ends = plan.ssis.map((ssi) => `${ssi}:\n${cluster.output(ssi).split('\n').slice(-15).join('\n')}`);
    await cluster.stop();
    const message = `The cluster of ${kind.name} does not start: ${(error as Error).message}`;
    throw new Error(`${message}\n${ends.join('\n')}`, { cause: error });
  }
}

function clusterIn(
  folder: string,
  { name, findFault }: ClusterKind,
  parts: Omit<ClusterPlan, 'scenario'> & { place: Place },
): Cluster<Place> {
  const jars = new RegExp(`/${name}-([\\d.]+)/`);
  const marker = (ssi: string): string => join(folder, ssi, 'blocked-port');
  return {
    ...parts,
    versionOf: (ssi) =>
      processesIn(join(folder, ssi))
        .map(({ command }) => jars.exec(command)?.[1])
        .find((version) => version !== undefined),
    block: (ssi) => writeFileSync(marker(ssi), ''),
    unblock: (ssi) => rmSync(marker(ssi)),
    kill: (ssi) => signalProcessesIn(join(folder, ssi), 'SIGKILL'),
    freeze: (ssi) => signalProcessesIn(join(folder, ssi), 'SIGSTOP'),
    thaw: (ssi) => signalProcessesIn(join(folder, ssi), 'SIGCONT'),
    folderOf: (ssi) => join(folder, ssi),
    output: (ssi) => readFileSync(join(folder, ssi, 'output.log'), 'utf8'),
    untilHealthy: (timeoutMs = 180_000) => untilNothingIsWrong(() => findFault(parts.addresses), timeoutMs),
    stop: async () => {
      // Nodes without a quorum take their time to end, and nobody needs what they would still write.
      signalProcessesIn(folder, 'SIGKILL');
      await parts.place.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
