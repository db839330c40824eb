import { join } from 'node:path';
import type { ScenarioInput, Simulator } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startAnsibleSite } from './support/ansible-site.ts';
import { repository } from './support/executables.ts';
import { startRollSite } from './support/roll-site.ts';

const suspendedByUs = ['PREVENTIVE_REPLACEMENT', 'OUT_OF_STRATEGY', 'REVERT_PREFERRED', 'SCHEDULING'];
const instances = ['127.0.1.81', '127.0.1.82'].map((privateIp, index) => ({
  id: `ssi-${index + 1}`,
  privateIp,
  imageId: 'ami-old',
}));
const scenario: ScenarioInput = {
  groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
  recycling: { lagMs: 100, durationMs: 1000 },
};

let site: { simulator: Simulator; stop: () => Promise<void> };
afterEach(() => site.stop());

const requestsOf = (ending: string) =>
  site.simulator.requests.filter(({ path, method }) => path.endsWith(ending) && method !== 'GET');
const changes = () => requestsOf('/suspension').map(({ method }) => method);
const suspended = () => [...site.simulator.cloud.group('sig-kafka').suspensions.keys()];
const untilRequested = () => site.simulator.waitFor(() => requestsOf('/recycle').length > 0);

describe('a roll by the runner', () => {
  const roll = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '30s'];

  it('suspends processes before the first instance and resumes them at the end', async () => {
    const place = (site = await startRollSite(scenario));
    const rolling = place.run(roll);
    await untilRequested();
    expect(suspended()).toEqual(suspendedByUs);
    await site.simulator.waitFor(() => requestsOf('/recycle').length > 1);
    expect(suspended()).toEqual(suspendedByUs);
    expect((await rolling).exitCode).toBe(0);
    expect(changes()).toEqual(['POST', 'DELETE']);
    expect(suspended()).toEqual([]);
  }, 180_000);

  it('that was killed leaves suspensions, which the next run lifts at the end', async () => {
    const place = (site = await startRollSite(scenario));
    const rolling = place.start(roll);
    await untilRequested();
    rolling.kill('SIGKILL');
    await rolling;
    expect(suspended()).toEqual(suspendedByUs);
    expect((await place.run(roll)).exitCode).toBe(0);
    expect(suspended()).toEqual([]);
    expect(requestsOf('/recycle')).toHaveLength(2);
  }, 180_000);
});

describe('a roll by the playbook alone', () => {
  const variables = JSON.stringify({ esg: 'sig-kafka', esg_recycle_poll_interval: '50ms' });
  const roll = [join(repository, 'ansible/playbooks/recycle.yml'), '-e', variables];

  it('suspends processes from the first to the last instance', async () => {
    const place = (site = await startAnsibleSite(scenario));
    expect((await place.run('ansible-playbook', roll)).exitCode).toBe(0);
    await place.untilNothingRuns();
    expect(changes()).toEqual(['POST', 'DELETE']);
    expect(suspended()).toEqual([]);
  }, 180_000);

  it('that was killed leaves suspensions, which the next one lifts', async () => {
    const place = (site = await startAnsibleSite(scenario));
    const rolling = place.run('ansible-playbook', roll);
    await untilRequested();
    expect(suspended()).toEqual(suspendedByUs);
    place.kill('SIGKILL');
    await rolling;
    await place.untilNothingRuns();
    expect(suspended()).toEqual(suspendedByUs);
    expect((await place.run('ansible-playbook', roll)).exitCode).toBe(0);
    await place.untilNothingRuns();
    expect(suspended()).toEqual([]);
  }, 180_000);
});
