import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainText, sectionOf } from './section-of.ts';
import { topics } from './topics.ts';

/** The documentation in the clone and in the collection, and the one in the npm package, seen from the runner. */
const folders = ['docs', 'collections/ansible_collections/esg_recycler/spotinst/docs'];

/** The nearest folder of the documentation above this file. */
function docsFolder(from: string): string | undefined {
  const found = folders
    .map((folder) => join(from, folder))
    .find((folder) => existsSync(join(folder, 'runbooks/README.md')));
  return found ?? (dirname(from) === from ? undefined : docsFolder(dirname(from)));
}

const isCode = (word: string): boolean => /^[a-z\d]+(?:-[a-z\d]+)*$/.test(word);

/**
 * The text of a topic, or of the runbook of a code.
 *
 * @returns undefined for an unknown topic, and where the documentation is not installed
 */
export function readTopic(word: string, from: string = import.meta.dirname): string | undefined {
  const docs = docsFolder(from);
  if (docs === undefined) return undefined;
  const topic = Object.hasOwn(topics, word) ? topics[word] : undefined;
  if (topic) {
    const page = readFileSync(join(docs, topic.page), 'utf8');
    const parts = topic.sections.flatMap((heading) => sectionOf(page, heading) ?? []);
    return parts.map(plainText).join('\n\n');
  }
  const runbook = join(docs, 'runbooks', `${word}.md`);
  return isCode(word) && existsSync(runbook) ? plainText(readFileSync(runbook, 'utf8')) : undefined;
}
