import { describe, expect, it } from '@jest/globals';
import { requireKept } from './require-kept.ts';

const container = `
100 90 0:50 / / rw - overlay overlay rw
101 100 0:51 / /dev/shm rw - tmpfs shm rw
102 100 8:1 /var/lib/docker/volumes/esg/_data /state rw - ext4 /dev/sda1 rw
103 100 8:1 /var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/work /work rw - ext4 /dev/sda1 rw
104 100 8:1 /home/me /with\\040space rw - ext4 /dev/sda1 rw
105 100 8:1 /tmp/awx_7 /runner rw - ext4 /dev/sda1 rw
`;
const machine = `
27 1 254:0 / / rw - ext4 /dev/vda rw
28 27 0:20 / /dev/shm rw - tmpfs tmpfs rw
`;
interface Site {
  mounts?: string;
  env?: Record<string, string>;
  apiUrl?: string;
}
const refusal = (
  stateFile: string,
  { mounts = container, env = {}, apiUrl = 'https://api.spotinst.io' }: Site = {},
): string | undefined => {
  try {
    requireKept(stateFile, { apiUrl, env, readText: () => mounts });
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({
      code: 'state-ephemeral',
      exitCode: 2,
      hint: expect.stringContaining('ESG_STORE_URL'),
    });
    return (error as Error).message;
  }
};

describe('the state file', () => {
  it.each([
    ['in the layer of a container', '/no/esg/state.sqlite', 'the container itself'],
    ['in memory of a container', '/dev/shm/esg/state.sqlite', 'tmpfs at /dev/shm'],
    ['on an emptyDir volume', '/work/state.sqlite', 'emptyDir volume (/work)'],
  ])('is refused %s', (_, file, why) => {
    expect(refusal(file)).toContain(why);
  });

  it.each([
    ['/state/state.sqlite', container],
    ['/state/not/yet/made/state.sqlite', container],
    ['/with space/state.sqlite', container],
    ['/no/esg/state.sqlite', machine],
    ['/dev/shm/esg/state.sqlite', machine],
    // No Linux.
    ['/no/esg/state.sqlite', ''],
  ])('is accepted at %s', (file, mounts) => {
    expect(refusal(file, { mounts })).toBeUndefined();
  });

  it('is refused in a job container without a layer that can be recognized', () => {
    const variables = {
      LAUNCHED_BY_RUNNER: '1',
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      CI_DISPOSABLE_ENVIRONMENT: 'true',
    };
    for (const [name, value] of Object.entries(variables)) {
      const env = { [name]: value };
      expect(refusal('/no/esg/state.sqlite', { mounts: machine, env })).toContain('the container itself');
    }
    expect(refusal('/no/esg/state.sqlite', { mounts: machine, env: { CI: 'true' } })).toBeUndefined();
  });

  it('is refused in the private data folder of ansible-runner', () => {
    const env = { AWX_ISOLATED_DATA_DIR: '/runner/artifacts/7' };
    expect(refusal('/runner/project/state.sqlite', { env })).toContain('ansible-runner, /runner,');
    expect(refusal('/state/state.sqlite', { env })).toBeUndefined();
  });

  it('is refused on a machine that GitHub deletes, and accepted on your own', () => {
    const on = (kind: string) =>
      refusal('/no/esg/state.sqlite', { mounts: machine, env: { CI: 'true', RUNNER_ENVIRONMENT: kind } });
    expect(on('github-hosted')).toContain('a machine that GitHub deletes');
    expect(on('self-hosted')).toBeUndefined();
  });

  it('is accepted for a simulated Spot, and when the user says that it is kept', () => {
    expect(refusal('/no/esg/state.sqlite', { apiUrl: 'http://127.0.0.1:8080' })).toBeUndefined();
    expect(refusal('/no/esg/state.sqlite', { env: { ESG_STATE_PERSISTS: '1' } })).toBeUndefined();
    expect(refusal('/no/esg/state.sqlite', { env: { ESG_STATE_PERSISTS: '0' } })).toContain('the container itself');
  });
});
