import { expect, it } from '@jest/globals';
import { openTestEnvironment } from '../test-support/test-environment.ts';
import { reportPort } from './report-port.ts';

it('a port that is waited for is told to people and to programs', async () => {
  const env = await openTestEnvironment();
  await env.withStep(async (step) => reportPort(step, 'after')({ address: '127.0.6.2', port: 9092 }));
  expect(env.lines).toEqual(['gate after: 127.0.6.2:9092 does not answer']);
  expect(env.events).toEqual(['gate_waiting ssi-1 after 127.0.6.2:9092 does not answer']);
});
