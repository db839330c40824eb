import { expect, it } from '@jest/globals';
import { openTestEnvironment } from '../test-support/test-environment.ts';
import { reportPort } from './report-port.ts';

it('reports a closed port as a line and as an event', async () => {
  const env = await openTestEnvironment();
  await env.withStep(async (step) => reportPort(step, 'after')({ address: '127.0.6.2', port: 9092 }));
  expect(env.lines).toEqual(['health check after the recycle: 127.0.6.2:9092 does not accept connections']);
  expect(env.events).toEqual(['gate_waiting ssi-1 after 127.0.6.2:9092 does not accept connections']);
});
