import { ConfigResourceTypes, describeConfigsV2, describeConfigsV4 } from '@platformatic/kafka';
import type { Gap } from '../kind/gap.ts';
import { evenWithErrors } from './even-with-errors.ts';
import { reasonOf } from './reason.ts';
import type { KafkaSession } from './session.ts';
import type { BrokerView } from './snapshot.ts';

const minInSyncReplicas = 'min.insync.replicas';

/** Topics per request. */
const topicsAtOnce = 500;

/** Reads the effective `min.insync.replicas` of topics. A topic whose value cannot be read is a gap. */
export async function askMinInSync(session: KafkaSession, topics: readonly string[]): Promise<BrokerView['minInSync']> {
  const found = new Map<string, number | Gap>();
  for (let first = 0; first < topics.length; first += topicsAtOnce) {
    const some = topics.slice(first, first + topicsAtOnce);
    try {
      for (const [topic, value] of await askMinInSyncOfSome(session, some)) found.set(topic, value);
    } catch (error) {
      for (const topic of some) found.set(topic, { why: reasonOf(error) });
    }
  }
  return found;
}

async function askMinInSyncOfSome(session: KafkaSession, topics: readonly string[]): Promise<[string, number | Gap][]> {
  const call = session.pick([describeConfigsV4.api, describeConfigsV2.api]);
  if (!call) throw new Error('it supports no known version of DescribeConfigs');
  const resources = topics.map((resourceName) => ({
    resourceType: ConfigResourceTypes.TOPIC,
    resourceName,
    configurationKeys: [minInSyncReplicas],
  }));
  const { results } = await evenWithErrors(call.async(session.connection, resources));
  return results.map(({ resourceName, configs, errorCode, errorMessage }) => {
    const value = Number(configs.find(({ name }) => name === minInSyncReplicas)?.value ?? Number.NaN);
    const why = errorMessage ?? `error ${errorCode}`;
    return [resourceName, Number.isInteger(value) ? value : { why: errorCode === 0 ? 'no value is reported' : why }];
  });
}
