import { type FaultInput, routeTable, type ScenarioInput } from '@esg-recycler/spot-simulator';
import type { Random } from './random.ts';

/** The timeout of one request, which ends a hanging one. */
export const spotTimeoutMs = 2000;
export const targetImage = 'ami-new';
export const recycleRoute = routeTable.recycle.template;
const listRoute = routeTable.listStatefulInstances.template;
const readRoutes = [listRoute, routeTable.getGroup.template, routeTable.listGroups.template];
const writeRoutes = [recycleRoute, routeTable.updateGroup.template, routeTable.suspendProcesses.template];

const readFault = (random: Random): FaultInput => ({
  kind: random.pick(['html', 'html', 'throttled', 'reset', 'cut', 'hang'] as const),
  method: 'GET',
  route: random.pick(readRoutes),
  nth: random.between(2, 30),
  times: random.between(1, 3),
});

/** The response is lost or an error, but the change may have been made. */
const writeFault = (random: Random): FaultInput => ({
  kind: random.pick(['reset', 'reset', 'html', 'hang', 'throttled', 'empty', 'cut'] as const),
  route: random.chance(0.7) ? recycleRoute : random.pick(writeRoutes),
  method: random.pick(['PUT', 'PUT', 'POST', 'DELETE']),
  nth: random.between(1, 3),
  accepted: random.chance(0.5),
});

const repeat = <T>(times: number, make: () => T): T[] => Array.from({ length: times }, make);

/** A rejected request has no effect. */
const believable = (fault: FaultInput): FaultInput =>
  fault.kind === 'throttled' ? { ...fault, accepted: false } : fault;

export interface Layout {
  groups: readonly string[];
  instancesPerGroup: number;
  persistsRoot: boolean;
}

/** Spot in one round: its timing, what its documentation does not specify, and the faults of calls. */
export function drawScenario(random: Random, { groups, instancesPerGroup, persistsRoot }: Layout): ScenarioInput {
  const persistence = {
    shouldPersistPrivateIp: true,
    shouldPersistBlockDevices: true,
    shouldPersistRootDevice: persistsRoot,
    blockDevicesMode: 'reattach',
  };
  const limits = { [`GET ${listRoute}`]: random.between(12, 25) };
  return {
    groups: groups.map((id) => ({
      id,
      image: targetImage,
      persistence,
      instances: repeat(instancesPerGroup, () => ({ imageId: 'ami-old' })),
    })),
    recycling: {
      lagMs: random.between(100, 400),
      requestedMs: random.between(10, 100),
      durationMs: random.between(200, 800),
      visible: random.chance(0.8),
      exposesPausing: random.chance(0.3),
      instanceIdMeanwhile: random.pick(['old', 'empty', 'new']),
    },
    answers: {
      missing: random.pick(['absent', 'null']),
      timestamps: random.pick(['Z', '+0000']),
      omitsEmptyItems: random.chance(0.5),
      wrongCount: random.chance(0.5),
    },
    faults: [
      ...repeat(random.between(0, 2), () => believable(readFault(random))),
      ...repeat(random.between(0, 2), () => believable(writeFault(random))),
    ],
    rateLimits: random.chance(0.3)
      ? { mode: random.pick(['slidingLog', 'punishing']), windowMs: random.between(1000, 2000), routes: limits }
      : {},
    latencyMs: random.between(0, 20),
  };
}

/** Processes that somebody else suspended without an end. */
export const drawSuspensions = (random: Random): Map<string, null> =>
  new Map(random.chance(0.4) ? [[random.pick(['AUTO_SCALE', 'PREVENTIVE_REPLACEMENT', 'SCHEDULING']), null]] : []);
