import type { IncomingMessage, ServerResponse } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { z } from 'zod';
import { faultSchema } from './fault.ts';
import { recyclingSchema } from './recycling.ts';
import type { Simulator } from './simulator.ts';

const id = z.string();

/** The interventions for tests in another process: `POST /_simulator/intervene` with any of these. */
const interventionSchema = z.strictObject({
  /** Recycles an instance on behalf of Spot. */
  interrupt: id.optional(),
  /** Removes an instance. */
  remove: id.optional(),
  /** Sets the behavior of the next recycles of an instance, or of all instances of a group. */
  recycling: z.strictObject({ of: id, to: recyclingSchema.partial() }).optional(),
  /** Updates a group. */
  update: z.strictObject({ group: id, patch: z.record(z.string(), z.unknown()) }).optional(),
  /** Lets future calls fail. */
  fail: faultSchema.optional(),
});

type Control = Pick<Simulator, 'log' | 'requests' | 'maxOut' | 'cloud' | 'fail'>;

/**
 * Serves `GET /_simulator/log` (`{events, requests, maxOut}`) and `POST /_simulator/intervene`, for tests that run the
 * simulator in another process.
 *
 * @returns whether the call was one of these
 */
export async function serveControl(
  simulator: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /_simulator/log') {
    const { log: events, requests } = simulator;
    sendJson(response, 200, { events, requests, maxOut: simulator.maxOut() });
    return true;
  }
  if (call !== 'POST /_simulator/intervene') return false;
  try {
    await intervene(simulator, interventionSchema.parse(await readJson(request)));
    sendJson(response, 200, {});
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
  return true;
}

async function intervene(
  { cloud, fail }: Control,
  { interrupt, remove, recycling, update, fail: fault }: z.infer<typeof interventionSchema>,
): Promise<void> {
  if (interrupt) cloud.interrupt(interrupt);
  if (remove) await cloud.removeInstance(remove);
  if (recycling) cloud.setRecycling(recycling.of, recycling.to);
  if (update) cloud.updateGroup(update.group, update.patch);
  if (fault) fail(fault);
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}
