import { afterEach } from '@jest/globals';
import type { AddressInfo, Server } from 'node:net';
import { questionOf, taskOf } from '../../test-support/questions.ts';
import { options } from '../options.ts';
import { read } from '../read.ts';
import type { BrokerAnswers } from './broker-answers.ts';
import { serveBroker } from './broker-server.ts';

export const [a, b] = ['127.0.3.51', '127.0.3.52'] as const;
export const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

export async function serve(host: string, change: Partial<BrokerAnswers> = {}, port = 0): Promise<number> {
  const server = await serveBroker(host, port, change);
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

export const evaluate = (nodes: readonly string[], given: object, signal = AbortSignal.timeout(10_000)) =>
  read(taskOf(questionOf({ nodes: [...nodes] })), options.parse(given), signal);

export const evaluateWith = async (change: Partial<BrokerAnswers>, given: object = {}) => {
  const port = await serve(a, change);
  return (await evaluate([a], { port, ...given })).views.get(a);
};
