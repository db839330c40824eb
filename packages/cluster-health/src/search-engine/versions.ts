const numbers = (version: string): number[] => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);

/** Whether a product version is older than another: `2.9.0` is older than `2.19.6`. */
export function isOlder(version: string, other: string): boolean {
  const [these, those] = [numbers(version), numbers(other)];
  const place = [0, 1, 2].find((index) => these[index] !== those[index]);
  return place !== undefined && (these[place] ?? 0) < (those[place] ?? 0);
}
