import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CloudEvent, HTTP } from 'cloudevents';
import { numberedEvents } from '../events/event-fixtures.ts';
import { createNotifier, notifierLimits } from './notifier.ts';
import { readReceivers } from './receivers.ts';

interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A receiver on loopback that answers each request with `respond`. */
async function receiver(respond: (response: ServerResponse, count: number) => void) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body });
      respond(response, received.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/hunter2` };
}

const accept = (response: ServerResponse): void => void response.end('ok');
const planned = (action = 'recycle') => ({
  instances: ['ssi-1', 'ssi-2'].map((ssi) => ({ ssi, action, target: 'ami-new' })),
});
const counts = { done: 2, skipped: 0, failed: 0, untouched: 0 };
const finishedRun = () =>
  numberedEvents([
    ['run_started'],
    ['run_planned', planned()],
    ['playbook_on_play_start'],
    ['instance_started'],
    ['run_finished', { outcome: 'done', instances: counts }],
  ]);
const quick = { requestMs: 5000, retries: 2, pauseMs: 5, closeMs: 5000 };

async function notify(urls: readonly string[], events = finishedRun(), limits = quick): Promise<string[]> {
  const warnings: string[] = [];
  const notifier = createNotifier(readReceivers(urls), (line) => warnings.push(line), limits);
  for (const event of events) notifier.event(event);
  await notifier.close();
  return warnings;
}
const eventIn = ({ headers, body }: Received): CloudEvent<Record<string, unknown>> => {
  const event = HTTP.toEvent<Record<string, unknown>>({ headers, body });
  if (Array.isArray(event)) throw new Error('a batch');
  return new CloudEvent({ ...event });
};
const textsOf = (received: readonly Received[]) =>
  received.map(({ body }) => (JSON.parse(body) as { text: string }).text);

describe('createNotifier', () => {
  it('sends valid CloudEvents in structured mode, with a text for chats', async () => {
    const { received, url } = await receiver(accept);
    expect(await notify([url])).toEqual([]);
    expect(received.map(({ headers }) => headers['content-type'])).toEqual([
      'application/cloudevents+json; charset=utf-8',
      'application/cloudevents+json; charset=utf-8',
    ]);
    const events = received.map(eventIn);
    expect(events.map((event) => event.validate())).toEqual([true, true]);
    expect(events.map(({ type }) => type)).toEqual(['esg_recycler.run_started', 'esg_recycler.run_finished']);
    expect(events[1]).toMatchObject({
      specversion: '1.0',
      source: '/esg-recycler/clusters/my%20kafka',
      subject: 'run-1',
      data: { cluster: 'my kafka', outcome: 'done', instances: counts },
    });
    expect(textsOf(received)).toEqual([
      expect.stringMatching(/^my kafka: roll started: 2 of 2 instances to ami-new \(run run-1 on .+\)$/),
      'my kafka: roll finished: 2 done, 0 skipped, 0 failed, 0 pending',
    ]);
  });

  it('sends only a text to the webhook of a chat, as a CloudEvent in headers', async () => {
    const { received, url } = await receiver(accept);
    await notify([`chat+${url}`]);
    expect(received.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([['text'], ['text']]);
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'ce-type': 'esg_recycler.run_started',
    });
    expect(eventIn(received[0]!).validate()).toBe(true);
  });

  it('sends again after HTTP 500, in order and without a warning', async () => {
    const { received, url } = await receiver((response, count) => {
      response.statusCode = count === 1 ? 500 : 200;
      response.end();
    });
    expect(await notify([url])).toEqual([]);
    expect(received.map((one) => eventIn(one).type)).toEqual([
      'esg_recycler.run_started',
      'esg_recycler.run_started',
      'esg_recycler.run_finished',
    ]);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['always answers HTTP 500', (response) => void response.writeHead(500).end(), 'HTTP 500'],
    ['answers HTTP 404', (response) => void response.writeHead(404).end(), 'HTTP 404'],
    ['redirects', (response) => void response.writeHead(302, { location: '/other' }).end(), 'HTTP 302'],
    ['never answers', () => {}, 'no response in time'],
    ['closes the connection', (response) => void response.destroy(), 'ECONNRESET'],
  ])('warns once, without the URL, when a receiver %s', async (_, respond, reason) => {
    const { url, received } = await receiver(respond);
    const origin = new URL(url).origin;
    const requestMs = reason === 'no response in time' ? 100 : quick.requestMs;
    expect(await notify([url], finishedRun(), { ...quick, requestMs })).toEqual([
      `Cannot notify ${origin}: ${reason}. The roll continues. Further failures are not reported.`,
    ]);
    expect(received.length).toBeLessThanOrEqual(2 * (1 + quick.retries));
  });

  it('warns once when nothing listens, and still notifies the other receiver', async () => {
    const down = await receiver(accept);
    servers.pop()?.close();
    const { received, url } = await receiver(accept);
    expect(await notify([down.url, url])).toEqual([expect.stringContaining('ECONNREFUSED')]);
    expect(received).toHaveLength(2);
  });

  it('ends in bounded time when a receiver hangs', async () => {
    const { url } = await receiver(() => {});
    const startedAt = performance.now();
    const warnings = await notify([url], finishedRun(), { ...notifierLimits, closeMs: 100 });
    expect(warnings).toEqual([expect.stringContaining('no response before the run ended')]);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});
