/** The part of the help below the options of every command. */
export const ansibleArguments = `
Arguments after -- go to every ansible-playbook run, for the health checks and
for the instances. --check and similar options are refused.`;

/** The exit codes of `recycle-runner`. */
export const exitCodes = {
  done: 'done, or nothing to do',
  failed: 'started and failed, or a health check failed after the first recycle',
  usage: 'wrong usage or settings, or --yes is missing; nothing was changed',
  refused: 'refused by a finding or a health check; nothing was changed',
  leaseHeld: 'another roll of this cluster is in progress; nothing was changed',
  unreachable: 'Spot (or AWS) is unreachable or refused access; nothing was changed',
  stopped: 'stopped on request, after the instance in progress was finished',
};

const { done, unreachable } = exitCodes;
const usage = 'wrong usage or settings; nothing was changed';
const failed = 'an internal error, or the record cannot be read';

/** Of commands that only read. */
export const readOnlyExitCodes = { done, failed, usage: 'wrong usage or settings', unreachable };

export const planExitCodes = {
  done: 'nothing blocks a roll, or there is nothing to do',
  failed,
  usage: 'wrong usage or settings',
  refused: 'a finding or a health check blocks a roll',
  unreachable,
};

export const recoverExitCodes = {
  done: 'nothing is left to do',
  failed: 'something could not be restored',
  usage,
  leaseHeld: exitCodes.leaseHeld,
  unreachable,
  stopped: 'stopped on request',
};

/** A campaign continues with other clusters, so its codes differ from those of one roll. */
export const campaignExitCodes = {
  done: 'all clusters are done',
  failed: 'a cluster failed',
  usage: exitCodes.usage,
  refused: 'no cluster could start',
  unreachable,
  stopped: 'stopped on request, or the time of the campaign ended',
};

const storeUnreachable = 'the store is unreachable';

/** A worker serves until it is stopped. How its runs end is in their records, and in the campaign. */
export const workerExitCodes = {
  failed: 'an internal error',
  usage: 'wrong usage or settings; no cluster was taken',
  unreachable: storeUnreachable,
  stopped: 'stopped on request, after the instances in progress were finished',
};

/** Of commands that read the records of runs in the store. */
export const recordExitCodes = {
  done: 'done',
  failed: 'an internal error',
  usage: 'wrong usage or settings, or no such run',
  unreachable: storeUnreachable,
};

/** Of commands that request something of a run. */
export const controlExitCodes = {
  ...recordExitCodes,
  usage: 'wrong usage or settings, or no such run in progress; nothing was changed',
};

export const statusExitCodes = {
  ...recordExitCodes,
  failed: 'with --follow: the process of the run ended without recording its end',
};

export const unlockExitCodes = {
  done: 'the lease was removed, or there is none',
  failed: controlExitCodes.failed,
  usage: controlExitCodes.usage,
  leaseHeld: 'the process of the run may still be alive; nothing was changed',
  unreachable: storeUnreachable,
};

export const planExamples = [
  ['Show what a roll would do, without changing anything', 'recycle-runner plan --esg my-kafka'],
] as const;

export const runExamples = [
  ['Show the plan, ask for confirmation, and roll', 'recycle-runner --esg my-kafka'],
  ['Set another image, and roll to it', 'recycle-runner --esg my-kafka --image ami-01e24be29428c15b2'],
  ['Recycle one instance, watch the cluster, then the rest', 'recycle-runner --esg my-kafka --canary 1 --bake 30m'],
  ['Recycle one instance first', 'recycle-runner --esg my-kafka --limit 10.0.0.12'],
  ['Roll all groups of one cluster without a prompt', "recycle-runner --esg 'kafka-zone-*' --yes"],
  ['Pass arguments to ansible-playbook', 'recycle-runner --cluster kafka -- --vault-password-file ~/.vault'],
] as const;

export const rollbackExamples = [
  ['Undo the last run', 'recycle-runner rollback last'],
  [
    'Undo a run of Kafka, where the older version reads the data',
    "recycle-runner rollback 20261123T070554Z-ab12 --override 'downgrade=same Kafka version'",
  ],
] as const;

export const recoverExamples = [
  ['Clean up after an interrupted run, without recycling anything', 'recycle-runner recover --esg my-kafka'],
] as const;
