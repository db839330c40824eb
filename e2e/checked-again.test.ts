import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { node, repository } from './support/executables.ts';

const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
const instances = [1, 2].map((n) => ({ id: `ssi-${n}`, privateIp: `127.0.9.${n}`, imageId: 'ami-old' }));

let site: AnsibleSite;
afterEach(() => site.stop());

const requested = () =>
  site.simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));

it('an instance that waited for another is recycled only if the cluster is healthy', async () => {
  site = await startAnsibleSite({
    groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
    recycling: { lagMs: 5000, requestedMs: 5000, durationMs: 1500, visible: false },
  });
  const { simulator, folder } = site;
  const check = [node, join(repository, 'e2e/support/gate.mjs'), folder];
  const variables = {
    esg: 'sig-kafka',
    esg_recycle_health: 'command',
    esg_recycle_health_options: { command: check },
    esg_recycle_check_count: 2,
    esg_recycle_check_interval: '50ms',
    esg_recycle_poll_interval: '1s',
    esg_recycle_gate_timeout: '2',
  };
  // An unrecorded request by somebody else, whose node does not serve after the recycle.
  const foreign = simulator
    .waitFor(() => simulator.requests.length >= 3, 60_000)
    .then(() =>
      fetch(
        `${simulator.url}/aws/ec2/group/sig-kafka/statefulInstance/ssi-2/recycle?accountId=${simulator.accountId}`,
        { method: 'PUT', headers: { authorization: `Bearer ${simulator.token}` } },
      ),
    )
    .then(() =>
      simulator.waitFor(() => simulator.log.some(({ ssi, state }) => ssi === 'ssi-2' && state === 'RECYCLING'), 60_000),
    )
    .then(() => writeFileSync(join(folder, 'failing'), 'ssi-2 does not serve'));

  const playbook = join(repository, 'ansible/playbooks/recycle.yml');
  const { exitCode, output } = await site.run('ansible-playbook', [playbook, '-e', JSON.stringify(variables)]);
  await foreign;
  expect(exitCode).toBe(2);
  expect(output).toContain('ssi-2 does not serve');
  expect(requested()).toEqual(['ssi-2']);
}, 120_000);

it('a request whose response is lost is sent again only if the cluster is healthy', async () => {
  site = await startAnsibleSite({
    groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
    faults: [{ kind: 'reset', route: recycleRoute, times: 3 }],
  });
  const { simulator, folder } = site;
  const variables = {
    esg: 'sig-kafka',
    esg_recycle_health: 'command',
    esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), folder] },
    esg_recycle_check_count: 1,
    esg_recycle_check_interval: '50ms',
    esg_recycle_poll_interval: '100ms',
    esg_recycle_gate_timeout: '1',
  };
  const failing = simulator
    .waitFor(() => requested().length > 0, 60_000)
    .then(() => writeFileSync(join(folder, 'failing'), 'ssi-2 does not serve'));

  const playbook = join(repository, 'ansible/playbooks/recycle.yml');
  const { exitCode, output } = await site.run('ansible-playbook', [playbook, '-e', JSON.stringify(variables)]);
  await failing;
  expect(exitCode).toBe(2);
  expect(output).toContain('ssi-2 does not serve');
  expect(requested()).toEqual(['ssi-1']);
}, 120_000);
