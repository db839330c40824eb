import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { rabbitmq } from './kind.ts';
import { names, type RabbitLoad, startRabbitLoad } from './load.ts';
import { manage } from './management.ts';

/** A cluster with a quorum queue and a stream, to which messages are published. */
export interface LoadedCluster extends GatedCluster {
  load: RabbitLoad;
}

/** The user of the health check may read everything and change nothing. */
const variables = { esg_recycle_health_options: { username: 'recycler', password: 'secret', timeout: '5s' } };

/** Declares a queue in the virtual host `/`. */
export const declareQueue = (address: string, name: string, queue: { durable?: boolean; arguments?: object }) =>
  manage(address, `queues/%2F/${name}`, {
    method: 'PUT',
    body: { durable: true, ...queue },
    timeoutMs: 30_000,
  });

async function set(address: string): Promise<void> {
  const put = (path: string, body: object) => manage(address, path, { method: 'PUT', body });
  await put('users/recycler', { password: 'secret', tags: 'monitoring' });
  await put('permissions/%2F/recycler', { configure: '^$', write: '^$', read: '^$' });
  await put(`exchanges/%2F/${names.exchange}`, { type: 'fanout', durable: true });
  await declareQueue(address, names.queue, { arguments: { 'x-queue-type': 'quorum' } });
  await declareQueue(address, names.stream, { arguments: { 'x-queue-type': 'stream' } });
  for (const queue of [names.queue, names.stream]) {
    await manage(address, `bindings/%2F/e/${names.exchange}/q/${queue}`, { method: 'POST', body: {} });
  }
}

export async function startLoadedCluster(): Promise<LoadedCluster> {
  const cluster = await startGatedCluster(rabbitmq, variables);
  try {
    await set(cluster.addresses[0]!);
    await cluster.untilHealthy();
    const load = await startRabbitLoad(cluster.addresses);
    const stop = () => {
      load.abandon();
      return cluster.stop();
    };
    return { ...cluster, load, stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
