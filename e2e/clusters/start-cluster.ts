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
  /** What runs the cluster's scenario: the simulator, or a site with one. */
  place: P;
  /** The version that the process of an instance runs, if there is a process. */
  versionOf: (ssi: string) => string | undefined;
  /** Blocks the client port from the next start of the node. */
  block: (ssi: string) => void;
  /** Unblocks the client port at once. */
  unblock: (ssi: string) => void;
  /** Ends a node as a power cut does. */
  kill: (ssi: string) => void;
  /** Suspends a node: it runs but does not respond. */
  freeze: (ssi: string) => void;
  /** Resumes it. */
  thaw: (ssi: string) => void;
  /** The folder of an instance's machine, next to its data. */
  folderOf: (ssi: string) => string;
  /** The output of an instance's node and of its earlier nodes. */
  output: (ssi: string) => string;
  /** @throws Error with the reason, after the timeout (default three minutes) */
  untilHealthy: (timeoutMs?: number) => Promise<void>;
  stop: () => Promise<void>;
}

interface Options<P extends Place> {
  /** The first three numbers of all addresses, so that two clusters can run at the same time. Default `127.0.1`. */
  network?: string;
  /** Starts the site of the simulator. Default: only the simulator. */
  start: (scenario: ScenarioInput) => Promise<P>;
}

/**
 * Starts a cluster of the old version, in a group with the new image, and waits until it is healthy. Downloads its
 * jars first if they are missing.
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
      // Nodes without a quorum end slowly, and their last writes are not needed.
      signalProcessesIn(folder, 'SIGKILL');
      await parts.place.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
