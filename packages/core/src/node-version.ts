/** The oldest Node that runs the executables: `timeout` and `isTransaction` of `node:sqlite` exist since 22.16. */
export const oldestNode = '22.16';

const numbersOf = (version: string): [major: number, minor: number] => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
};

/** Whether a version of Node, such as `24.6.0`, is the one that is required, such as `22.16`, or newer. */
export function isNodeAtLeast(version: string, required: string): boolean {
  const [major, minor] = numbersOf(version);
  const [requiredMajor, requiredMinor] = numbersOf(required);
  return major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
}
