/** A line of `/proc/self/mountinfo`. */
export interface Mount {
  /** The folder of the file system that is mounted. */
  root: string;
  point: string;
  fileSystem: string;
}

/** The kernel writes spaces and other separators as `\040`. */
const decode = (path: string): string =>
  path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Reads the format of `/proc/self/mountinfo` (https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html). */
export const parseMounts = (text: string): Mount[] =>
  text
    .split('\n')
    .map((line) => line.split(' - '))
    .flatMap(([first = '', second = '']) => {
      const [, , , root, point] = first.split(' ');
      const [fileSystem] = second.split(' ');
      return root && point && fileSystem ? [{ root: decode(root), point: decode(point), fileSystem }] : [];
    });

const holds = (point: string, path: string): boolean => point === '/' || path === point || path.startsWith(`${point}/`);

/** The mount that a path is on: the deepest one, and of two at the same place the later one, which covers the other. */
export const mountOf = (mounts: readonly Mount[], path: string): Mount | undefined =>
  mounts
    .filter(({ point }) => holds(point, path))
    .reduce<Mount | undefined>(
      (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
      undefined,
    );
