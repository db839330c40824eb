import { expect, it } from '@jest/globals';
import { openPlace } from '../test-support/place.ts';
import { reportPort } from './report-port.ts';

it('a port that is waited for is told to people and to programs', async () => {
  const place = await openPlace();
  await place.withStep(async (step) => reportPort(step, 'after')({ address: '127.0.6.2', port: 9092 }));
  expect(place.lines).toEqual(['gate after: 127.0.6.2:9092 does not answer']);
  expect(place.events).toEqual(['gate_waiting ssi-1 after 127.0.6.2:9092 does not answer']);
});
