import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Node reads its proxy settings at its start, so the SDK runs in a separate process. */
const program = `
  import { describeInstances } from './describe-instances.ts';
  const options = { region: 'us-west-2', groupIds: ['sig-1'], timeoutMs: 5000 };
  console.log(JSON.stringify(await describeInstances(options).catch(({ message }) => message)));
`;

const page = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>
  <item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;

it('queries the metadata service directly, and EC2 through the proxy', async () => {
  const credentials = {
    Code: 'Success',
    AccessKeyId: 'A',
    SecretAccessKey: 'S',
    Token: 'T',
    Expiration: '2099-01-01T00:00:00Z',
  };
  const asked: string[] = [];
  const metadata = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url.endsWith('/token')) response.end('token');
    else response.end(url.endsWith('/security-credentials/') ? 'role' : JSON.stringify(credentials));
  });
  const carried: string[] = [];
  const proxy = createServer(({ url = '' }, response) => {
    carried.push(url);
    response.setHeader('content-type', 'text/xml').end(page);
  });
  const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const server of [metadata, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const env = {
    HOME: '/nonexistent',
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: urlOf(proxy),
    HTTPS_PROXY: urlOf(proxy),
    AWS_EC2_METADATA_SERVICE_ENDPOINT: urlOf(metadata),
    AWS_ENDPOINT_URL: 'http://ec2.invalid',
    AWS_MAX_ATTEMPTS: '1',
  };
  try {
    const args = ['-C', 'source', '--input-type=module', '--eval', program];
    const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname, env });
    expect(JSON.parse(stdout)).toMatchObject([{ instanceId: 'i-1' }]);
  } finally {
    for (const server of [metadata, proxy]) server.close();
  }
  expect(asked).toContain('/latest/meta-data/iam/security-credentials/role');
  expect(carried).toEqual(['http://ec2.invalid/']);
});
