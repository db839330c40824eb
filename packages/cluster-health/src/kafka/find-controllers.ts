import { isGap } from '../kind/gap.ts';
import { brokersIn, createPlaces, type Hosts } from './places.ts';
import { type Answers, type Controller, type KafkaSnapshot, readable } from './snapshot.ts';

/**
 * Nodes that do not answer as brokers, and at which a controller listens that is no broker that anybody knows: where to
 * ask them as controllers. So nobody has to write down which nodes are controllers alone.
 */
export function controllersToAsk(answers: Answers, hosts: Hosts): ReadonlyMap<string, number> {
  const views = readable(answers.views.values());
  const brokers = new Set([
    ...brokersIn(answers).map(({ id }) => id),
    ...views.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas)),
  ]);
  const { controllersAt, isSame } = createPlaces(answers, hosts);
  return new Map(
    [...answers.views].flatMap(([address, view]): [string, number][] => {
      if (!isGap(view)) return [];
      const endpoints = controllersAt(address)
        .filter(({ id }) => !brokers.has(id))
        .flatMap((controller) => controller.endpoints);
      const endpoint = endpoints.find(({ host }) => isSame(address, host));
      return endpoint === undefined ? [] : [[address, endpoint.port]];
    }),
  );
}

const hint = 'Look into its log, and whether its ports can be reached from here.';

/** Counts those as controllers that say themselves that they are no brokers: a broker may only be starting. */
export function withControllers(answers: Answers, asked: KafkaSnapshot['controllers']): Answers {
  const isAlone = (controller: Controller): boolean =>
    !isGap(controller.identity) && !controller.identity.roles.includes('broker');
  const alone = [...asked].filter(([, answer]) => !isGap(answer) && isAlone(answer));
  const silent = [...asked].flatMap(([address, answer]): [string, string][] =>
    isGap(answer) ? [[address, answer.why]] : [],
  );
  const views = new Map(answers.views);
  for (const [address] of alone) views.delete(address);
  for (const [address, why] of silent) {
    const view = views.get(address);
    if (view && isGap(view)) views.set(address, { ...view, why: `${view.why}; nor as a controller: ${why}`, hint });
  }
  return { views, controllers: new Map([...answers.controllers, ...alone]) };
}
