import { isGap } from '../kind/gap.ts';
import { brokersIn, createPlaces, type Hosts } from './places.ts';
import { type Answers, type Controller, type KafkaSnapshot, readable } from './snapshot.ts';

/**
 * The controller ports of nodes that do not respond as brokers but where a controller listens that is not a known broker.
 * Users then need not declare which nodes are controller-only.
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

const hint = 'Open its log, and check that its ports are reachable from here.';

/** Counts only nodes as controllers that report so themselves: a broker may just be starting. */
export function withControllers(answers: Answers, asked: KafkaSnapshot['controllers']): Answers {
  const isControllerOnly = (controller: Controller): boolean =>
    !isGap(controller.identity) && !controller.identity.roles.includes('broker');
  const controllersOnly = [...asked].filter(([, answer]) => !isGap(answer) && isControllerOnly(answer));
  const silent = [...asked].flatMap(([address, answer]): [string, string][] =>
    isGap(answer) ? [[address, answer.why]] : [],
  );
  const views = new Map(answers.views);
  for (const [address] of controllersOnly) views.delete(address);
  for (const [address, why] of silent) {
    const view = views.get(address);
    if (view && isGap(view)) views.set(address, { ...view, why: `${view.why}; nor as a controller: ${why}`, hint });
  }
  return { views, controllers: new Map([...answers.controllers, ...controllersOnly]) };
}
