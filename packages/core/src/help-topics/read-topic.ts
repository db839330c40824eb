import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docsFolder } from './docs-folder.ts';
import { plainText, sectionOf } from './section-of.ts';
import { topics } from './topics.ts';

const isCode = (word: string): boolean => /^[a-z\d]+(?:-[a-z\d]+)*$/.test(word);

/**
 * The text of a topic, or of the runbook of a code.
 *
 * @returns undefined for an unknown topic, and where the documentation is not installed
 */
export function readTopic(word: string, from?: string): string | undefined {
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
