import { setTimeout as delay } from 'node:timers/promises';
import { requestRecycle } from '../e2e/clusters/request-recycle.ts';
import { answers } from './answers.ts';
import type { Subject } from './gates-subjects.ts';

/** How long both ways wait for one node, in milliseconds. */
export type WaitLimits = number;

/** A way to roll a cluster. It ends when all instances are done, or when it stops. */
export interface Way {
  name: string;
  roll: (subject: Subject, limits: WaitLimits) => Promise<'done' | 'stopped'>;
  isOurs: boolean;
}

/** The way of today's tools: the next instance starts when Spot reports ACTIVE and the port is open. */
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

/** Refused before the first change, or stopped after it: a health check must do one of them. */
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
