import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { python } from '../support/executables.ts';
import { freePort } from '../support/free-port.ts';

export interface MotoInstance {
  group: string;
  region: string;
  privateIp: string;
  image: string;
}

/** AWS's EC2 on loopback, by moto. */
export interface Moto {
  url: string;
  /** Runs an instance as Spot would, with its tag; resolves to its id. */
  runInstance(instance: MotoInstance): Promise<string>;
  stop(): Promise<void>;
}

/** moto takes the region out of the signature, which it does not check. */
const authorization = (region: string): string =>
  `AWS4-HMAC-SHA256 Credential=id/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=none`;

/** @throws Error if the server ended or did not start before it responded */
async function untilReady(url: string, server: PromiseLike<{ originalMessage?: string }>): Promise<void> {
  const end = server.then(({ originalMessage = 'it has ended' }) => originalMessage);
  for (;;) {
    const isReady = await fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    const why = await Promise.race([delay(50), end]);
    if (why !== undefined) throw new Error(`moto_server does not run: ${why}\n  Run "npm run setup -- --test".`);
  }
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort(['127.0.0.1']);
  const url = `http://127.0.0.1:${port}`;
  const server = execa(python('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    reject: false,
    stdio: 'ignore',
  });
  await untilReady(url, server);
  return {
    url,
    async runInstance({ group, region, privateIp, image }) {
      const body = new URLSearchParams({
        Action: 'RunInstances',
        Version: '2016-11-15',
        ImageId: image,
        InstanceType: 'm5.large',
        MinCount: '1',
        MaxCount: '1',
        PrivateIpAddress: privateIp,
        UserData: 'c2VjcmV0LXVzZXItZGF0YQ==',
        'TagSpecification.1.ResourceType': 'instance',
        'TagSpecification.1.Tag.1.Key': 'spotinst:aws:ec2:group:id',
        'TagSpecification.1.Tag.1.Value': group,
      });
      const response = await fetch(url, { method: 'POST', headers: { authorization: authorization(region) }, body });
      const id = /<instanceId>(i-\w+)<\/instanceId>/.exec(await response.text())?.[1];
      if (id === undefined) throw new Error(`moto did not run an instance: ${response.status}`);
      return id;
    },
    async stop() {
      server.kill();
      await server;
    },
  };
}
