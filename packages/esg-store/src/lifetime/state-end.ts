import { dirname, relative } from 'node:path';
import { type Mount, mountOf } from './mounts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a state file is, as far as its lifetime depends on it. */
export interface StatePlace {
  /** Absolute, without symbolic links. */
  folder: string;
  env: Environment;
  mounts: readonly Mount[];
}

/** The file systems of which engines make the own layer of a container. */
const layers = new Set(['overlay', 'aufs', 'fuse-overlayfs', 'fuse.fuse-overlayfs']);
const inMemory = new Set(['tmpfs', 'ramfs']);

/**
 * The variables of jobs that run in a container of their own: ansible-runner with an execution environment (AWX,
 * ansible-navigator), a pod, and GitLab's executors that dispose of the environment
 * (https://docs.gitlab.com/ci/variables/predefined_variables/).
 */
const isDisposable = (env: Environment): boolean =>
  env['LAUNCHED_BY_RUNNER'] === '1' ||
  env['KUBERNETES_SERVICE_HOST'] !== undefined ||
  env['CI_DISPOSABLE_ENVIRONMENT'] === 'true';

const isInside = (folder: string, parent: string): boolean => !/^\.\.(\/|$)/.test(relative(parent, folder));

/** ansible-runner names the folder of the artifacts of its job, which is `artifacts/ID` in its private data folder. */
function runnerFolder(env: Environment): string | undefined {
  const artifacts = env['AWX_ISOLATED_DATA_DIR'];
  return artifacts?.startsWith('/') ? dirname(dirname(artifacts)) : undefined;
}

/** What ends before the next job, with the state; undefined: nothing is known to. */
export function endOfState({ folder, env, mounts }: StatePlace): string | undefined {
  if (env['RUNNER_ENVIRONMENT'] === 'github-hosted') return 'a machine that GitHub deletes after the job';
  const ofRunner = runnerFolder(env);
  if (ofRunner && ofRunner !== '/' && isInside(folder, ofRunner)) {
    return `the private data folder of ansible-runner, ${ofRunner}, which is deleted after the job`;
  }
  const mount = mountOf(mounts, folder);
  const root = mountOf(mounts, '/');
  const isContainer = isDisposable(env) || (root !== undefined && layers.has(root.fileSystem));
  if (!mount || !isContainer) return undefined;
  if (mount.point === '/') return 'the container itself, not on a volume';
  if (inMemory.has(mount.fileSystem))
    return `memory (${mount.fileSystem} at ${mount.point}), which ends with the container`;
  if (mount.root.includes('/kubernetes.io~empty-dir/')) {
    return `an emptyDir volume (${mount.point}), which ends with the pod`;
  }
  return undefined;
}
