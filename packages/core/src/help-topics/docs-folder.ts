import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The documentation in the clone and in the collection, and the one in the npm package, seen from the runner. */
const folders = ['docs', 'collections/ansible_collections/esg_recycler/spotinst/docs'];

/** The nearest folder of the documentation above a file of this package; undefined where it is not installed. */
export function docsFolder(from: string = import.meta.dirname): string | undefined {
  const found = folders
    .map((folder) => join(from, folder))
    .find((folder) => existsSync(join(folder, 'runbooks/README.md')));
  return found ?? (dirname(from) === from ? undefined : docsFolder(dirname(from)));
}
