import { environmentVariables } from '@esg-recycler/core';
import { afterEach, expect, it } from '@jest/globals';

import { openTestEnvironment } from '../test-support/test-environment.ts';
import { assess } from './assess.ts';
import { recycle } from './recycle.ts';

afterEach(() => {
  delete process.env[environmentVariables.completes];
});

it('learns from the runner that an instance is only completed', async () => {
  const env = await openTestEnvironment();
  const read = () => env.withStep(async ({ completesOnly }) => completesOnly);
  const without = await read();
  process.env[environmentVariables.completes] = '1';
  expect([without, await read()]).toEqual([false, true]);
});

it('requests no new recycle of an instance that is only completed', async () => {
  const env = await openTestEnvironment();
  const recycling = env.withStep(
    async (step) => {
      const assessment = (await assess(step)) as unknown as NonNullable<typeof step.request.assessment>;
      return recycle({ ...step, completesOnly: true, request: { ...step.request, assessment } });
    },
    { esg_recycle_wait_timeout: '1s' },
  );
  await expect(recycling).rejects.toMatchObject({ code: 'request-withheld', exitCode: 3 });
});
