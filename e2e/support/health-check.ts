import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { node, python, repository } from './executables.ts';

export const addresses = ['127.0.4.1', '127.0.4.2', '127.0.4.3'] as const;
export const instances = addresses.map((privateIp, index) => ({
  id: `ssi-${index + 1}`,
  privateIp,
  imageId: 'ami-old',
}));
export const group = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
export const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

/** The variables of a user with a health check of the kind command. */
export const gateVariables = (folder: string) => ({
  ansible_python_interpreter: python('python3'),
  esg_recycle_health: 'command',
  esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), folder] },
  esg_recycle_check_count: 3,
  esg_recycle_check_interval: '50ms',
});

export const asArguments = (variables: object): string[] => ['-e', JSON.stringify(variables)];

/** A task file that notes that it ran, and where. */
export const noting = (what: string, file: string) =>
  `- name: Note ${what}
  ansible.builtin.shell: echo ${what} {{ esg_recycle_instance }} >> ${file}
`;

/** What is closed after each test. */
export const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

export const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
export const linesOf = (file: string): string[] => read(file).split('\n').filter(Boolean);
