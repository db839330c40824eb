import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ansibles } from './ansible.ts';
import { startMoto } from '../inventory/moto.ts';
import { startRefusingProxy } from './refusing-proxy.ts';
import { password, type ScenarioSite, scenarioFolder, startScenarioSite } from './scenario-site.ts';
import { world } from './world.ts';

describe.each(ansibles)('on ansible-core $version', ({ folder }) => {
  let site: ScenarioSite;
  /** What else a test started. */
  let others: { stop(): Promise<void> }[];
  beforeEach(async () => {
    others = [];
    site = await startScenarioSite(folder, world);
  });
  afterEach(async () => {
    for (const other of [...others, site]) await other.stop();
  });

  const passes = (name: string, args: readonly string[] = [], env = {}): Promise<string> => {
    const { config, playbooks } = scenarioFolder(name);
    return site.passes(config, playbooks, { args, env });
  };
  /** The groups whose instances were requested. */
  const askedFor = (): string[] =>
    site.simulator.requests
      .filter(({ path }) => path.endsWith('/statefulInstance'))
      .map(({ path }) => path.split('/').at(-2) ?? '')
      .toSorted();

  it('composes variables and groups', async () => {
    expect(await passes('constructed', ['-e', 'login_user=ubuntu'])).toContain('failed=0');
  });

  it('names and reaches hosts as configured, and requests more details if wanted', async () => {
    const output = await passes('names');
    expect(output).toContain('none of public_ip, private_ip is set for ssi-z2');
  });

  it('lists what filters and regions select, and requests no other group', async () => {
    await passes('filters');
    expect(askedFor()).toEqual(['sig-kafka-a', 'sig-zk']);
  });

  it('lists several accounts, and leaves out a refused account with a warning', async () => {
    const proxy = await startRefusingProxy(site.simulator.url, 'act-refused');
    others.push(proxy);
    const output = await passes('accounts', [], { SPOTINST_API_URL: proxy.url });
    expect(output).toMatch(/WARNING\]: esg-inventory: .*act-refused/);
  });

  it('opens credentials that are vaulted or templates', async () => {
    const output = await passes('credentials', ['--vault-password-file', password], {
      SPOTINST_API_TOKEN: undefined,
      SPOTINST_ACCOUNT_ID: undefined,
      SITE_ACCOUNT: 'act-2',
    });
    expect(output).not.toContain(site.simulator.token);
  });

  it('queries EC2 for what only EC2 knows', async () => {
    const moto = await startMoto();
    others.push(moto);
    const image = 'ami-12c6146b';
    const id = await moto.runInstance({ group: 'sig-1', region: 'us-east-1', privateIp: '10.1.0.1', image });
    await site.stop();
    site = await startScenarioSite(folder, {
      groups: [{ id: 'sig-1', instances: [{ instanceId: id, privateIp: '10.1.0.1' }] }],
      answers: { omits: ['imageId'] },
    });
    const output = await passes('ec2', [], {
      AWS_ENDPOINT_URL: moto.url,
      AWS_SHARED_CREDENTIALS_FILE: site.write('aws', '[site]\naws_access_key_id = id\naws_secret_access_key = key\n'),
      SITE_IMAGE: image,
    });
    expect(output).toContain('failed=0');
  });
});
