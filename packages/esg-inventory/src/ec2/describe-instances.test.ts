import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describeInstances } from './describe-instances.ts';

type Parameters = Record<string, string>;

const itemXml = (id: string, more = '') => `<item><instanceId>${id}</instanceId>${more}</item>`;
const page = (items: string, nextToken = '') => ({
  status: 200,
  body: `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>
    ${items}</instancesSet></item></reservationSet>${nextToken && `<nextToken>${nextToken}</nextToken>`}
    </DescribeInstancesResponse>`,
});
const failure = (status: number, code: string, message: string) => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
});

let server: Server;
let asked: Parameters[];
let answer: (parameters: Parameters) => { status: number; body: string };
let surroundings: NodeJS.ProcessEnv;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void text(request).then((form) => {
      const parameters = Object.fromEntries(new URLSearchParams(form));
      asked.push(parameters);
      const { status, body } = answer(parameters);
      response.writeHead(status, { 'Content-Type': 'text/xml' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  surroundings = process.env;
  process.env = {
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'the-secret-key',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
});

afterEach(async () => {
  process.env = surroundings;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sweep = (groupIds: string[], profile?: string) =>
  describeInstances({ region: 'us-west-2', groupIds, profile, timeoutMs: 5000 });

describe('a query', () => {
  it('follows every page', async () => {
    answer = ({ NextToken }) => (NextToken === 'two' ? page(itemXml('i-2')) : page(itemXml('i-1'), 'two'));
    expect((await sweep(['sig-1'])).map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-2']);
    expect(asked).toMatchObject([{ MaxResults: '1000' }, { NextToken: 'two' }]);
  });

  it('sends one request per 200 groups, by their tag', async () => {
    answer = (parameters) => page(itemXml(`i-${parameters['Filter.1.Value.1']}`));
    const groupIds = Array.from({ length: 401 }, (_, index) => `sig-${index}`);
    expect((await sweep(groupIds)).map(({ instanceId }) => instanceId)).toEqual(['i-sig-0', 'i-sig-200', 'i-sig-400']);
    expect(asked).toHaveLength(3);
    for (const parameters of asked) {
      expect(parameters).toMatchObject({
        Action: 'DescribeInstances',
        'Filter.1.Name': 'tag:spotinst:aws:ec2:group:id',
      });
      expect(parameters).not.toHaveProperty('Filter.1.Value.201');
    }
  });

  it('returns plain fields, and null for missing values', async () => {
    const reported = `<imageId>ami-1</imageId><instanceType>m7g.large</instanceType><dnsName/>
      <privateIpAddress>10.0.0.1</privateIpAddress><instanceLifecycle>spot</instanceLifecycle>
      <instanceState><code>16</code><name>running</name></instanceState>
      <launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>us-west-2a</availabilityZone></placement>
      <iamInstanceProfile><arn>arn:aws:iam::1:instance-profile/x</arn></iamInstanceProfile>
      <groupSet><item><groupId>sg-2</groupId><groupName>b</groupName></item><item><groupId>sg-1</groupId></item></groupSet>
      <tagSet><item><key>Name</key><value>{{ n }}</value></item><item><key>Env</key></item></tagSet>`;
    answer = () => page(itemXml('i-1', reported));
    expect(await sweep(['sig-1'])).toEqual([
      {
        architecture: null,
        availabilityZone: 'us-west-2a',
        iamInstanceProfile: 'arn:aws:iam::1:instance-profile/x',
        imageId: 'ami-1',
        instanceId: 'i-1',
        instanceType: 'm7g.large',
        keyName: null,
        launchTime: '2026-01-01T00:00:00.000Z',
        lifecycle: 'spot',
        privateDnsName: null,
        privateIpAddress: '10.0.0.1',
        publicDnsName: null,
        publicIpAddress: null,
        securityGroups: [
          { groupId: 'sg-1', groupName: null },
          { groupId: 'sg-2', groupName: 'b' },
        ],
        state: 'running',
        subnetId: null,
        tags: { Env: '', Name: '{{ n }}' },
        vpcId: null,
      },
    ]);
  });

  it.each([
    [
      failure(403, 'UnauthorizedOperation', 'You may\nnot.'),
      'aws-forbidden',
      /the credentials do not have this permission.*You may not\./,
    ],
    [failure(401, 'AuthFailure', 'not validated'), 'aws-unauthorized', /AuthFailure: not validated/],
    [failure(503, 'RequestLimitExceeded', 'slow down'), 'aws-unreachable', /slow down/],
    [failure(500, 'SomethingNew', 'x'), 'aws-unreachable', /SomethingNew/],
    [failure(400, 'SomethingNew', 'x'), 'aws-failed', /SomethingNew/],
  ])('fails for %j with %s, region and profile', async (refusal, code, message) => {
    answer = () => refusal;
    await expect(sweep(['sig-1'])).rejects.toMatchObject({
      code,
      exitCode: 5,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
    await expect(sweep(['sig-1'])).rejects.toThrow(/^DescribeInstances in us-west-2 \(no AWS profile\): /);
  });

  it('fails completely when one page fails', async () => {
    answer = ({ NextToken }) => (NextToken ? failure(400, 'InvalidParameter', 'token') : page(itemXml('i-1'), 'two'));
    await expect(sweep(['sig-1'])).rejects.toMatchObject({ code: 'aws-failed' });
  });

  it('without credentials fails with a hint, before any request', async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    const missing = { code: 'aws-unauthorized', hint: expect.stringContaining('AWS_PROFILE') };
    await expect(sweep(['sig-1'], 'nobody')).rejects.toMatchObject(missing);
    await expect(sweep(['sig-1'], 'nobody')).rejects.toThrow(/us-west-2 \(AWS profile nobody\)/);
    expect(asked).toEqual([]);
  });
});
