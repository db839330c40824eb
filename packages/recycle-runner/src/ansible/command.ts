import type { LedgerOverride } from '@esg-recycler/esg-store';
import type { Repository } from './repository.ts';

/** What every playbook is started with. */
export interface AnsibleSetup {
  repository: Repository;
  /** The executable. */
  ansiblePlaybook: string;
  /** What is added to its environment for the collection to work under the user's configuration. */
  environment: Readonly<Record<string, string>>;
  /** What `-i` names: the config file in use, or an inventory that was written for it, and what builds on it. */
  inventories: readonly string[];
  /** What the user wrote after `--`. */
  userArguments: readonly string[];
  /** The groups of the cluster: nothing else is asked for. */
  groups: readonly string[];
}

/** What recycling takes besides. */
export interface RecycleSetup extends AnsibleSetup {
  /** ISO 8601. */
  since?: string;
  /** Whether root volumes are given up where a group persists them. */
  replaceRoot: boolean;
  overrides: readonly LedgerOverride[];
  timeoutMs: number;
  pollIntervalMs: number;
  /** The folder that keeps the SSH host keys of the machines that this run has recycled. */
  knownHosts?: string;
}

/** One start of a playbook. */
interface PlaybookRun {
  playbook: string;
  options: readonly string[];
  variables: Record<string, unknown>;
  /** The file that events are appended to. */
  events: string;
  env?: Record<string, string>;
}

export interface Command {
  file: string;
  args: string[];
  /** What is added to the environment. */
  env: Record<string, string>;
}

/** An instance, and the image that it is to run. */
export interface RecycleTarget {
  ssi: string;
  group: string;
  target: string | null;
}

const inSeconds = (ms: number): number => ms / 1000;

/**
 * The user's own arguments come first, so that none can replace ours. No secret is in it: Ansible reads the settings
 * from where this process read them.
 */
const playbookCommand = (
  setup: AnsibleSetup,
  { playbook, options, variables, events, env = {} }: PlaybookRun,
): Command => ({
  file: setup.ansiblePlaybook,
  args: [
    ...setup.userArguments,
    ...setup.inventories.map((inventory) => `--inventory=${inventory}`),
    ...options,
    '--flush-cache',
    `--extra-vars=${JSON.stringify(variables)}`,
    playbook,
  ],
  env: {
    ...setup.environment,
    ESG_RECYCLER_EVENTS: events,
    ESG_RECYCLER_ONLY: setup.groups.join(','),
    ...env,
  },
});

/** What the user's `--override` adds to the variables of the hosts. */
const overrideVariables = ({ overrides }: Pick<RecycleSetup, 'overrides'>): Record<string, unknown> =>
  overrides.length > 0
    ? { __esg_recycle_run_overrides: overrides.map(({ rule, reason }) => `${rule}=${reason}`) }
    : {};

/** The runner decides who is next, so leaders always let others go first, and the role takes up nobody by itself. */
const recycleVariables = (
  { since, replaceRoot, overrides, timeoutMs, pollIntervalMs }: RecycleSetup,
  { group, target }: RecycleTarget,
  due: readonly string[],
): Record<string, unknown> => ({
  esg: group,
  esg_recycle_target: target,
  esg_recycle_due: due,
  esg_recycle_leader: 'defer',
  ...(since !== undefined && { esg_recycle_since: since }),
  ...(replaceRoot && { esg_recycle_replace_root: true }),
  ...overrideVariables({ overrides }),
  esg_recycle_wait_timeout: inSeconds(timeoutMs),
  esg_recycle_poll_interval: inSeconds(pollIntervalMs),
});

/**
 * A pattern for the group that the inventory names by an instance. With `force_valid_group_names = always`, Ansible
 * replaces the dashes of the name.
 */
const groupPattern = (ssi: string): string => `~${ssi.replaceAll(/\W/g, String.raw`[\W_]`)}\\Z`;

/**
 * How Ansible is told to recycle one instance.
 *
 * @param due the instances that are still to be recycled, this one among them
 */
export const recycleCommand = (
  setup: RecycleSetup,
  instance: RecycleTarget,
  { due, lease, events }: { due: readonly string[]; lease: string; events: string },
): Command =>
  playbookCommand(
    setup,
    {
      playbook: setup.repository.playbook,
      options: [`--limit=${groupPattern(instance.ssi)}`],
      variables: recycleVariables(setup, instance, due),
      events,
      env: {
        ...(setup.knownHosts !== undefined && { ESG_RECYCLER_KNOWN_HOSTS: setup.knownHosts }),
        ESG_RECYCLER_LEASE: lease,
        ESG_RECYCLER_SSI: instance.ssi,
      },
    },
  );

/** What the playbook `check` is about: every member of the cluster, and those that are to be recycled. */
export interface CheckedPlan {
  cluster: string;
  members: readonly { ssi: string; address: string | null }[];
  due: readonly { ssi: string; phase: 'before' | 'after' }[];
}

/** How it is told to check the cluster for all instances of a plan, and to touch nothing. */
export const checkCommand = (
  setup: RecycleSetup,
  plan: CheckedPlan,
  events: string,
): Command =>
  playbookCommand(
    setup,
    {
      playbook: setup.repository.checkPlaybook,
      options: ['--limit=all'],
      variables: { __esg_recycle_plan: plan, ...overrideVariables(setup) },
      events,
    },
  );

/**
 * How it is told to put back what a recycle changed in the cluster itself. Every group of the cluster is named, for one
 * may have no host that is listed now.
 */
export const restoreCommand = (
  setup: AnsibleSetup,
  group: string,
  { lease, events }: { lease: string; events: string },
): Command =>
  playbookCommand(
    setup,
    {
      playbook: setup.repository.restorePlaybook,
      options: ['--limit=all'],
      variables: { esg: [group, ...setup.groups.filter((other) => other !== group)] },
      events,
      env: { ESG_RECYCLER_LEASE: lease },
    },
  );
