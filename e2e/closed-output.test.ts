import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { executable, node } from './support/executables.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const instances = [{ id: 'ssi-1', privateIp: '127.0.1.106', imageId: 'ami-old' }];
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };

let site: RollSite;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka] });
});
afterEach(() => site.stop());

const shell = (script: string) =>
  execa('bash', ['-c', script, 'bash', node, executable('recycle-runner')], {
    cwd: site.folder,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: site.environment,
  });

it.each([
  ['is completed when its output is closed from the start', '>&- 2>&-', 0, ['ssi-1']],
  ['stops before its first recycle when its output is on a full disk', '>/dev/full 2>/dev/full', 130, []],
])('a roll %s', async (_, output, code, requested) => {
  const { exitCode } = await shell(`"$1" "$2" --esg sig-kafka --poll-interval 50ms --yes ${output}`);
  expect([exitCode, site.requested()]).toEqual([code, requested]);
  expect((await site.run(['show', 'last'])).stdout).toContain(code === 0 ? 'done' : 'stopped');
});

it('a plan whose reader leaves ends without an error', async () => {
  const { stderr, exitCode } = await shell('set -o pipefail; "$1" "$2" plan --esg sig-kafka --json 2>&1 | head -c 1');
  expect([exitCode, stderr]).toEqual([0, '']);
});

it('a state folder that cannot be written is named before anything is changed', async () => {
  for (const args of [
    ['--esg', 'sig-kafka'],
    ['hold', 'sig-kafka'],
    ['report', 'last'],
  ]) {
    const { exitCode, stderr } = await site.run(args, { ESG_STATE_DIR: '/sys/esg-recycler' });
    expect(stderr).toContain('store: /sys/esg-recycler/state.sqlite cannot be written');
    expect(exitCode).toBe(2);
  }
  expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});
