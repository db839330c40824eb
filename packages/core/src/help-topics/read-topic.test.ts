import { describe, expect, it } from '@jest/globals';
import { readTopic } from './read-topic.ts';
import { topics } from './topics.ts';

describe('readTopic', () => {
  it.each(Object.entries(topics))('finds every section of %s in the documentation', (name, { sections }) => {
    const text = readTopic(name) ?? '';
    expect(sections.filter((heading) => !text.includes(`${heading}\n\n`))).toEqual([]);
    expect(text).not.toContain('](');
  });

  it('finds the runbook of a code', () =>
    expect(readTopic('lease-held')).toMatch(/^lease-held\n\nError · exit code 4/));

  it.each(['no-such-code', '../settings', 'README', 'constructor', ''])('finds nothing for "%s"', (word) =>
    expect(readTopic(word)).toBeUndefined(),
  );

  it('finds nothing where the documentation is not installed', () =>
    expect(readTopic('settings', '/')).toBeUndefined());
});
