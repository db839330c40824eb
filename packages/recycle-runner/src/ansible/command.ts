import type { LedgerOverride } from '@esg-recycler/esg-store';
import type { Repository } from './repository.ts';

/** The arguments of every playbook. */
export interface AnsibleSetup {
  repository: Repository;
  /** The executable. */
  ansiblePlaybook: string;
  /** Added to its environment, so that the collection works under the user's configuration. */
  environment: Readonly<Record<string, string>>;
  /** The values of `-i`: the config file or an inventory written instead, and the constructed inventories. */
  inventories: readonly string[];
  /** The arguments after `--`. */
  userArguments: readonly string[];
  /** The groups of the cluster; no other group is read. */
  groups: readonly string[];
}

/** The arguments of a recycle or a check. */
export interface RecycleSetup extends AnsibleSetup {
  /** ISO 8601. */
  since?: string;
  /** Whether persisted root volumes are replaced. */
  replaceRoot: boolean;
  overrides: readonly LedgerOverride[];
  timeoutMs: number;
  pollIntervalMs: number;
  /** The folder with the SSH host keys of the machines that this run has recycled. */
  knownHosts?: string;
}

/** One run of a playbook. */
interface PlaybookRun {
  playbook: string;
  options: readonly string[];
  variables: Record<string, unknown>;
  /** The file for events. */
  events: string;
  env?: Record<string, string>;
}

export interface Command {
  file: string;
  args: string[];
  /** Added to the environment. */
  env: Record<string, string>;
}

/** An instance and its target image. */
export interface RecycleTarget {
  ssi: string;
  group: string;
  target: string | null;
}

const inSeconds = (ms: number): number => ms / 1000;

/**
 * The user's arguments come first, so that they cannot replace the runner's. The command contains no secret: Ansible reads
 * the settings from the same place as this process.
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

/** The variables for `--override`. */
const overrideVariables = ({ overrides }: Pick<RecycleSetup, 'overrides'>): Record<string, unknown> =>
  overrides.length > 0
    ? { __esg_recycle_run_overrides: overrides.map(({ rule, reason }) => `${rule}=${reason}`) }
    : {};

/** The runner decides the order, so leaders always defer, and the role never starts a deferred instance on its own. */
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
 * The command that recycles one instance.
 *
 * @param due the instances that are still to be recycled, including this one
 * @param stop the file that keeps the recycle from being requested, once it exists
 * @param completes whether it only completes an earlier recycle, and requests no new one
 */
export const recycleCommand = (
  setup: RecycleSetup,
  instance: RecycleTarget,
  {
    due,
    lease,
    events,
    stop,
    completes,
  }: { due: readonly string[]; lease: string; events: string; stop: string; completes: boolean },
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
        ESG_RECYCLER_STOP: stop,
        ...(completes && { ESG_RECYCLER_COMPLETES: '1' }),
      },
    },
  );

/** The input of the playbook `check`: all members of the cluster, and the instances to recycle. */
export interface CheckedPlan {
  cluster: string;
  members: readonly { ssi: string; address: string | null }[];
  due: readonly { ssi: string; phase: 'before' | 'after' }[];
}

/** The command that checks the cluster for all instances of a plan; it changes nothing. */
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
 * The command that restores the cluster after a recycle. It names all groups of the cluster, because a group may have no
 * listed host now.
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
