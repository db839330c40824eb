import { join } from 'node:path';

/** The root of the repository. */
export const repository = join(import.meta.dirname, '../..');

/** The Node of the project, or the one that runs this. */
export const node = process.execPath;

/** The built executable of a package. */
export const executable = (name: string): string => join(repository, 'packages', name, 'bin', `${name}.js`);

/** A command of the project's Python environment. */
export const python = (name: string): string => join(repository, '.venv/bin', name);
