/** The exit codes that `cluster-health` can return. */
export const exitCodes = {
  done: 'healthy, or done',
  failed: 'the cluster rejected a prepare or a restore',
  usage: 'wrong options or overrides; nothing was changed',
  refused: 'not healthy; nothing was changed, and the JSON document has the reasons',
};

const { usage, refused } = exitCodes;

type Command = 'check' | 'prepare' | 'restore';

const nodes = '--node 10.0.0.1 --nodes 10.0.0.1,10.0.0.2,10.0.0.3';
const more = { check: ' --expect 3', prepare: '', restore: '' };
const what = {
  check: 'Check whether 10.0.0.1 can leave a cluster of three nodes',
  prepare: 'Prepare the cluster before 10.0.0.1 leaves',
  restore: 'Restore the settings that prepare changed',
};

/** An example for a command of a kind. */
export const exampleOf = (kind: string, command: Command) =>
  [what[command], `cluster-health ${kind} ${command} --config options.yml \\\n    ${nodes}${more[command]}`] as const;

/** The exit codes that a command of a kind can return. */
export const exitCodesOf = (command: Command) =>
  command === 'check'
    ? { done: 'healthy', failed: 'an internal error', usage, refused }
    : { done: 'done, or nothing to do', failed: `an internal error, or the cluster rejected the ${command}`, usage };
