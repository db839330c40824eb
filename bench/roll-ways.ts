import { interpreter, type Place, rollingGroup } from './roll-place.ts';
import { ansiblePlaybookOf, runnerOf, type Tree } from './roll-tree.ts';

/** A way to roll the group. */
export interface Way {
  name: string;
  /** Whether executables of this repository take part. */
  isOurs: boolean;
  /** The user's variables of the group. */
  variables: Record<string, unknown>;
  /** @param node the Node that starts it */
  command: (place: Place, tree: Tree, node: string) => string[];
}

const byRunner: Way['command'] = (_, tree, node) => [
  node,
  runnerOf(tree),
  '--esg',
  rollingGroup,
  '--poll-interval',
  '300ms',
  '--yes',
];

export const ungated: Way = {
  name: 'no gate',
  isOurs: true,
  variables: {},
  command: byRunner,
};

export const gated: Way = {
  name: 'gate',
  isOurs: true,
  variables: {
    esg_recycle_health: 'command',
    esg_recycle_health_options: { command: ['/bin/true'] },
    esg_recycle_check_count: 1,
    esg_recycle_check_interval: 0,
  },
  command: byRunner,
};

const api = '{{ url }}/aws/ec2/group/{{ group }}/statefulInstance';
const query = '?accountId={{ account }}';

/** A playbook with Ansible alone: request, poll every five seconds, wait for the port, next. */
const naivePlaybook = [
  {
    name: 'Recycle one by one',
    hosts: 'all',
    serial: 1,
    any_errors_fatal: true,
    gather_facts: false,
    vars: { headers: { Authorization: "Bearer {{ lookup('env', 'SPOTINST_API_TOKEN') }}" } },
    tasks: [
      {
        name: 'Request the recycle',
        'ansible.builtin.uri': {
          url: `${api}/{{ inventory_hostname }}/recycle${query}`,
          method: 'PUT',
          headers: '{{ headers }}',
        },
      },
      {
        name: 'Wait until it is ACTIVE on another EC2 instance',
        'ansible.builtin.uri': { url: `${api}${query}`, headers: '{{ headers }}' },
        vars: {
          shown: "{{ listed.json.response['items'] | selectattr('id', 'equalto', inventory_hostname) | first }}",
        },
        register: 'listed',
        until: ["shown.state == 'ACTIVE'", 'shown.instanceId != instance_id'],
        delay: 5,
        retries: 60,
      },
      {
        name: 'Wait for the port',
        'ansible.builtin.wait_for': { host: '{{ address }}', port: '{{ member_port }}', timeout: 60 },
      },
    ],
  },
];

/** A playbook without the runner, with a static inventory; both are JSON, which is YAML. */
export const naive: Way = {
  name: 'naive',
  isOurs: false,
  variables: {},
  command: ({ site, members, port }, tree) => {
    const { url, accountId } = site.simulator;
    const hosts = members.map(({ ssi, address, instanceId }) => [ssi, { address, instance_id: instanceId }]);
    const local = { ansible_connection: 'local', ansible_python_interpreter: interpreter };
    const vars = { ...local, url, account: accountId, group: rollingGroup, member_port: port };
    const inventory = site.write('naive.json', JSON.stringify({ all: { hosts: Object.fromEntries(hosts), vars } }));
    const playbook = site.write('naive.yml', JSON.stringify(naivePlaybook));
    return [ansiblePlaybookOf(tree), '-i', inventory, playbook];
  },
};
