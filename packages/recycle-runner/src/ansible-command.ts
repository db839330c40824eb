import type { PlannedInstance } from './plan.ts';
import type { Repository } from './repository.ts';

export interface AnsibleSetup {
  repository: Repository;
  /** The executable. */
  ansiblePlaybook: string;
  /** What `-i` names: the config file in use, or the run's own inventory. */
  inventory: string;
  /** What the user wrote after `--`. */
  userArguments: readonly string[];
  /** ISO 8601. */
  since?: string;
  /** Whether root volumes are given up where a group persists them. */
  replaceRoot: boolean;
  timeoutMs: number;
  pollIntervalMs: number;
  /** The file that events are appended to. */
  events: string;
  /** The folder that keeps the SSH host keys of the machines that this run has recycled. */
  knownHosts: string;
  /** The groups of the cluster: nothing else is asked for. */
  groups: readonly string[];
}

export interface Command {
  file: string;
  args: string[];
  /** What is added to the environment. */
  env: Record<string, string>;
}

const inSeconds = (ms: number): number => ms / 1000;

/** Callbacks that the user has enabled stay enabled. */
const withOurCallback = (enabled: string | undefined): string =>
  [...new Set([...(enabled ?? '').split(',').map((name) => name.trim()), 'esg_recycler.spotinst.esg_events'])]
    .filter(Boolean)
    .join(',');

/**
 * How Ansible is told to recycle one instance. The user's own arguments come first, so that none can replace ours.
 * No secret is in it: Ansible reads the settings from where this process read them.
 */
export function ansibleCommand(
  setup: AnsibleSetup,
  instance: Pick<PlannedInstance, 'ssi' | 'group' | 'target'>,
  lease: string,
  environment: Record<string, string | undefined> = process.env,
): Command {
  const variables = {
    esg: instance.group,
    esg_recycle_target: instance.target,
    ...(setup.since !== undefined && { esg_recycle_since: setup.since }),
    ...(setup.replaceRoot && { esg_recycle_replace_root: true }),
    esg_recycle_wait_timeout: inSeconds(setup.timeoutMs),
    esg_recycle_poll_interval: inSeconds(setup.pollIntervalMs),
  };
  return {
    file: setup.ansiblePlaybook,
    args: [
      ...setup.userArguments,
      `--inventory=${setup.inventory}`,
      `--limit=${instance.ssi}`,
      '--flush-cache',
      `--extra-vars=${JSON.stringify(variables)}`,
      setup.repository.playbook,
    ],
    env: {
      ANSIBLE_CONFIG: environment['ANSIBLE_CONFIG'] || setup.repository.ansibleConfig,
      ANSIBLE_CALLBACKS_ENABLED: withOurCallback(environment['ANSIBLE_CALLBACKS_ENABLED']),
      ANSIBLE_FORCE_COLOR: '0',
      ANSIBLE_NOCOLOR: '1',
      ESG_RECYCLER_NODE: environment['ESG_RECYCLER_NODE'] || process.execPath,
      ESG_RECYCLER_EVENTS: setup.events,
      ESG_RECYCLER_KNOWN_HOSTS: setup.knownHosts,
      ESG_RECYCLER_LEASE: lease,
      ESG_RECYCLER_ONLY: setup.groups.join(','),
      ESG_RECYCLER_SSI: instance.ssi,
    },
  };
}
