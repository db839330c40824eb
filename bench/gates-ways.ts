import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { requestRecycle } from '../e2e/clusters/request-recycle.ts';
import type { Subject } from './gates-subjects.ts';

const patienceMs = 300_000;

const answers = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address);
    const end = (isThere: boolean) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });

/** What today's tools do: one after the other, and the next when Spot says ACTIVE and the port answers. */
async function rollNaively({ cluster, port }: Subject): Promise<void> {
  const { place, group, images, ssis, addresses } = cluster;
  const { simulator } = place;
  for (const [index, ssi] of ssis.entries()) {
    await requestRecycle(simulator, group, ssi);
    await simulator.waitFor(() => {
      const { imageId, state } = simulator.cloud.instance(ssi);
      return imageId === images.new && state === 'ACTIVE';
    }, patienceMs);
    while (!(await answers(port, addresses[index]!))) await delay(200);
  }
}

async function rollGated({ cluster }: Subject): Promise<void> {
  const { exitCode, stderr } = await cluster.startRoll();
  if (exitCode !== 0) throw new Error(`recycle-runner ended with ${exitCode}:\n${stderr}`);
}

export const ways = [
  { name: 'ACTIVE and port', roll: rollNaively, isOurs: false },
  { name: 'gates', roll: rollGated, isOurs: true },
];
