import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Moto, startMoto } from './moto.ts';
import { hostsIn, type InventorySite, startInventorySite } from './site.ts';

const image = 'ami-12c6146b';
const roaming = { shouldPersistBlockDevices: true };

let moto: Moto;
let site: InventorySite;
/** Refuses every call to AWS. */
let refuser: Server;
let ids: string[];

beforeAll(async () => {
  moto = await startMoto();
  ids = [
    await moto.runInstance({ group: 'sig-1', region: 'us-east-1', privateIp: '10.1.0.1', image }),
    await moto.runInstance({ group: 'sig-1', region: 'us-east-1', privateIp: '10.1.0.2', image }),
    await moto.runInstance({ group: 'sig-2', region: 'us-west-2', privateIp: '10.2.0.1', image }),
    await moto.runInstance({ group: 'sig-of-somebody-else', region: 'us-west-2', privateIp: '10.2.0.9', image }),
  ];
  const [one, two, west] = ids;
  site = await startInventorySite({
    groups: [
      {
        id: 'sig-1',
        image: 'ami-new',
        instances: [
          { instanceId: one, privateIp: '10.1.0.1' },
          { instanceId: two, privateIp: '10.1.0.2' },
        ],
      },
      {
        id: 'sig-2',
        persistence: roaming,
        instances: [{ instanceId: west, privateIp: '10.2.0.1' }, { state: 'PAUSED' }],
        group: { region: 'us-west-2' },
      },
    ],
    answers: { omits: ['imageId'] },
  });
  refuser = createServer((_, response) => {
    response.writeHead(403, { 'Content-Type': 'text/xml' });
    response.end(
      '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors></Response>',
    );
  });
  await new Promise<void>((resolve) => refuser.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await site.stop();
  await moto.stop();
  refuser.close();
});

const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'the-secret-key', AWS_MAX_ATTEMPTS: '1' };
const ask = (settings = {}, env = {}) =>
  site.ask(
    { want_ec2_details: true, include_addressless: true, cache_ttl: '0', ...settings },
    { env: { AWS_ENDPOINT_URL: moto.url, AWS_EC2_METADATA_DISABLED: 'true', ...credentials, ...env } },
  );
const varsOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout)._meta.hostvars;

describe('EC2 details', () => {
  it('are plain fields without user data, with the image that Spot lacks', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    const vars = varsOf(answer);
    expect(vars['10.1.0.1']).toMatchObject({
      spotinst_imageId: image,
      spotinst_due: true,
      spotinst_instanceType: 'm5.large',
      spotinst_availabilityZone: expect.stringMatching(/^us-east-1/),
      spotinst_lifeCycle: 'ON-DEMAND',
      spotinst_publicIp: expect.stringMatching(/^\d+\./),
      spotinst_ec2: {
        instanceId: ids[0],
        imageId: image,
        privateIpAddress: '10.1.0.1',
        publicDnsName: expect.stringMatching(/^ec2-/),
        state: 'running',
        tags: { 'spotinst:aws:ec2:group:id': 'sig-1' },
      },
    });
    expect(vars['10.2.0.1']).toMatchObject({ spotinst_ec2: { instanceId: ids[2] } });
    const paused = Object.values<Record<string, unknown>>(vars).find(({ spotinst_state: state }) => state === 'PAUSED');
    expect(paused).toMatchObject({ spotinst_ec2: null });
    expect(answer.stdout).not.toMatch(/userData|c2VjcmV0|10\.2\.0\.9/);
  });

  it('take the credentials of a profile', async () => {
    const path = join(site.folder, 'aws-credentials');
    writeFileSync(path, '[staging]\naws_access_key_id = id\naws_secret_access_key = key\n');
    const env = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: path,
    };
    expect(await ask({ aws_profile: 'staging' }, env)).toMatchObject({ exitCode: 0, stderr: '' });
    const unknown = await ask({ aws_profile: 'missing' }, env);
    expect(unknown).toMatchObject({ exitCode: 5, stdout: '' });
    expect(unknown.stderr).toMatch(
      /DescribeInstances in us-\w+-\d \(AWS profile missing\): there are no valid AWS cred/,
    );
  });

  it('are not requested twice within the time to live', async () => {
    const cold = await ask({ cache_ttl: '60s' });
    const { port } = refuser.address() as AddressInfo;
    // Another address is another AWS, so the second response of the first one can only come from the cache.
    const moved = await ask({ cache_ttl: '60s' }, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    expect(moved.exitCode).toBe(5);
    await moto.stop();
    const warm = await ask({ cache_ttl: '60s' });
    expect(warm).toMatchObject({ exitCode: 0, stdout: cold.stdout, calls: [] });
    const gone = await ask();
    expect(gone).toMatchObject({ exitCode: 5, stdout: '' });
    expect(gone.stderr).toContain('EC2 is unreachable');
    expect(gone.stderr).not.toContain('the-secret-key');
    moto = await startMoto();
  });

  it('that are refused are an error, or left out with a warning', async () => {
    const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(refuser.address() as AddressInfo).port}` };
    const refused = await ask({}, env);
    expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
    expect(refused.stderr).toMatch(/UnauthorizedOperation: No\.\n.*ec2:DescribeInstances/);
    const lax = await ask({ strict_permissions: false }, env);
    expect(lax.exitCode).toBe(0);
    expect(lax.stderr).toMatch(/^esg-inventory: WARNING: the EC2 details of us-/);
    expect(hostsIn(lax)).toHaveLength(4);
  });

  it('are not requested unless they are wanted', async () => {
    const answer = await ask({ want_ec2_details: false }, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(answer.stdout).not.toContain('spotinst_ec2');
  });
});
