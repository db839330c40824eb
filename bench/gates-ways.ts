import { setTimeout as delay } from 'node:timers/promises';
import { requestRecycle } from '../e2e/clusters/request-recycle.ts';
import { answers } from './answers.ts';
import type { Subject } from './gates-subjects.ts';

/** How long either way waits for one node, in milliseconds. */
export type WaitLimits = number;

/** A way to roll a cluster; it ends when all is done, or when it stops. */
export interface Way {
  name: string;
  roll: (subject: Subject, limits: WaitLimits) => Promise<'done' | 'stopped'>;
  isOurs: boolean;
}

/** What today's tools do: one after the other, and the next when Spot says ACTIVE and the port answers. */
async function rollNaively({ cluster, port }: Subject, limits: WaitLimits): Promise<'done' | 'stopped'> {
  const { place, group, images, ssis, addresses } = cluster;
  const { simulator } = place;
  for (const [index, ssi] of ssis.entries()) {
    await requestRecycle(simulator, group, ssi);
    const deadline = Date.now() + limits;
    await simulator.waitFor(() => {
      const { imageId, state } = simulator.cloud.instance(ssi);
      return imageId === images.new && state === 'ACTIVE';
    }, limits);
    while (!(await answers(port, addresses[index]!))) {
      if (Date.now() > deadline) return 'stopped';
      await delay(200);
    }
  }
  return 'done';
}

/** Refused before anything was touched, or stopped after: both are what a gate is for. */
const stoppings: ReadonlySet<number | undefined> = new Set([1, 3]);

async function rollGated({ cluster }: Subject, limits: WaitLimits): Promise<'done' | 'stopped'> {
  const { exitCode, stderr } = await cluster.startRoll([], { esg_recycle_gate_timeout: limits / 1000 });
  if (exitCode === 0) return 'done';
  if (stoppings.has(exitCode)) return 'stopped';
  throw new Error(`recycle-runner ended with ${exitCode}:\n${stderr}`);
}

export const ways: readonly Way[] = [
  { name: 'ACTIVE and port', roll: rollNaively, isOurs: false },
  { name: 'gates', roll: rollGated, isOurs: true },
];
