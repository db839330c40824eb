import { ConfigResourceTypes, describeConfigsV2, describeConfigsV4 } from '@platformatic/kafka';
import { evenWithErrors } from './even-with-errors.ts';
import type { KafkaSession } from './session.ts';
import type { Identity } from './snapshot.ts';

const configurationKeys = ['process.roles', 'controller.quorum.auto.join.enable'];

const invalidRequest = 42;

/**
 * Reads the id and roles of a node. A node returns its configuration only for its own id. For any other id it replies
 * with the right one and writes a line to its log, so a good guess keeps the log clean.
 *
 * @param guess its most likely id
 * @throws Error that says why it does not report them: the user needs DESCRIBE_CONFIGS on the cluster
 */
export async function askIdentity(session: KafkaSession, guess: number): Promise<Identity> {
  const call = session.pick([describeConfigsV4.api, describeConfigsV2.api]);
  if (!call) throw new Error('it does not report its configuration');
  const ask = async (id: number) => {
    const resource = { resourceType: ConfigResourceTypes.BROKER, resourceName: String(id), configurationKeys };
    const [result] = (await evenWithErrors(call.async(session.connection, [resource]))).results;
    return { id, errorCode: result?.errorCode, message: result?.errorMessage ?? '', configs: result?.configs ?? [] };
  };
  const first = await ask(guess);
  const [, other] = (first.errorCode === invalidRequest && /expected (\d+)/.exec(first.message)) || [];
  const { id, errorCode, message, configs } = other === undefined ? first : await ask(Number(other));
  if (errorCode !== 0) throw new Error(message || `DescribeConfigs failed with error ${errorCode}`);
  const valueOf = (key: string): string => configs.find(({ name }) => name === key)?.value ?? '';
  return {
    id,
    roles: valueOf('process.roles').split(',').filter(Boolean),
    joinsByItself: valueOf('controller.quorum.auto.join.enable') === 'true',
  };
}
