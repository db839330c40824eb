import { commandOf, type Finding } from '@esg-recycler/core';
import type { InstanceSnapshot, Ledger, LedgerOverride } from '@esg-recycler/esg-store';
import { type ClusterView, instancesOf, type InstanceView } from '@esg-recycler/spotinst-stateful';
import { overridable } from '../overridable.ts';
import { movedFrom } from './moved.ts';

/** The part of a rollback plan that the reading of the cluster decides. */
export interface RollbackPlan {
  /** The ids of the instances that the run changed, and that still run its image or the one before. */
  instances: string[];
  /** Why each other instance of the plan stays as it is, by its id. */
  left: ReadonlyMap<string, string>;
  findings: Finding[];
}

/** An interrupted run may not know whether its request took effect: the EC2 instance shows it. */
const isReplaced = (before: InstanceSnapshot, { stateful, isUnderWay }: InstanceView): boolean =>
  isUnderWay || stateful.instanceId !== before.instanceId;

function movedOn({ run, target }: Ledger, { esg, stateful }: InstanceView): Finding {
  const { id, imageId } = stateful;
  return {
    code: 'rollback-moved',
    severity: 'warn',
    subject: id,
    message: `${id} runs ${imageId}, not ${target[esg]} of run ${run}: it was changed again since, and stays as it is`,
    hint: 'Roll back the later run first if this instance must change too.',
  };
}

/** Instances on the image of the run that it did not change: a later run did. */
function othersOnTarget({ run, target }: Ledger, others: readonly InstanceView[]): Finding[] {
  const on = others.filter(({ esg, stateful }) => stateful.imageId !== null && stateful.imageId === target[esg]);
  if (on.length === 0) return [];
  const ids = on.map(({ stateful }) => stateful.id);
  return [
    {
      code: 'rollback-others',
      severity: 'warn',
      subject: ids[0]!,
      message: `${ids.join(', ')} also ${ids.length === 1 ? 'runs' : 'run'} the image of run ${run}, but another run put ${ids.length === 1 ? 'it' : 'them'} there, so ${ids.length === 1 ? 'it stays' : 'they stay'} as ${ids.length === 1 ? 'it is' : 'they are'}`,
      hint: `Roll back that run too, or roll the complete cluster: ${commandOf('recycle-runner', `run --esg ${on[0]!.esg} --image AMI`)}`,
    },
  ];
}

/** Another image than those of the run: somebody else has decided about this group since. */
function supersededGroups(
  { run, target }: Ledger,
  { groups }: ClusterView,
  images: Readonly<Record<string, string>>,
  overrides: readonly LedgerOverride[],
): Finding[] {
  return groups
    .filter(({ esg, image }) => esg in images && image !== target[esg] && image !== images[esg])
    .map(({ esg, image }) =>
      overridable(
        {
          code: 'rollback-superseded',
          severity: 'block',
          subject: esg,
          message: `${esg} has the image ${image ?? 'none'}, which run ${run} did not set: somebody has changed it since`,
          hint: `Find out who. To replace it by ${images[esg]}: --override 'rollback-superseded=REASON'`,
        },
        overrides,
      ),
    );
}

/**
 * Decides which instances a rollback of a run recycles: those that the run moved to its image, also where a later run
 * finished it. An instance that runs another image since then stays as it is.
 */
export function planRollback(
  ledger: Ledger,
  view: ClusterView,
  images: Readonly<Record<string, string>>,
  overrides: readonly LedgerOverride[] = [],
): RollbackPlan {
  const all = instancesOf(view);
  const entries = new Map(ledger.instances.map((entry) => [entry.ssi, entry]));
  const changed = all.filter((instance) => {
    const entry = entries.get(instance.stateful.id);
    const before = entry && movedFrom(ledger, entry);
    return before !== undefined && instance.esg in images && isReplaced(before, instance);
  });
  const isMovedOn = ({ esg, stateful: { imageId }, isUnderWay }: InstanceView): boolean =>
    !isUnderWay && imageId !== null && imageId !== ledger.target[esg] && imageId !== images[esg];
  const moved = changed.filter(isMovedOn);
  const others = all.filter((instance) => !changed.includes(instance));
  return {
    instances: changed.filter((instance) => !moved.includes(instance)).map(({ stateful }) => stateful.id),
    left: new Map([
      ...moved.map(({ stateful }): [string, string] => [stateful.id, `runs ${stateful.imageId} since`]),
      ...others.map(({ stateful }): [string, string] => [stateful.id, `not changed by that run`]),
    ]),
    findings: [
      ...supersededGroups(ledger, view, images, overrides),
      ...moved.map((instance) => movedOn(ledger, instance)),
      ...othersOnTarget(ledger, others),
    ],
  };
}
