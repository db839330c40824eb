import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './executables.ts';

export const examples = join(repository, 'examples');

/** Every file of the examples: its path below the folder, and its text. */
export const exampleFiles = (): [path: string, text: string][] =>
  globSync('**/*', { cwd: examples, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => [path.slice(examples.length + 1), readFileSync(path, 'utf8')]);

/** All matches of the first group of a pattern in the examples, with the file of each. */
export const foundInExamples = (pattern: RegExp): [path: string, found: string][] =>
  exampleFiles().flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map(([, found = '']): [string, string] => [path, found]),
  );
