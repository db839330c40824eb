import { fstatSync } from 'node:fs';

/** Whether two descriptors write to one place: a terminal, or a file or pipe after `2>&1`. */
export function isSameOutput(one: number, other: number): boolean {
  try {
    const [first, second] = [fstatSync(one), fstatSync(other)];
    return first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false;
  }
}
