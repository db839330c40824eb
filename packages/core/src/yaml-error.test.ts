import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { yamlError } from './yaml-error.ts';

function errorOf(text: string) {
  try {
    load(text);
  } catch (error) {
    return yamlError(error, text);
  }
  throw new Error('it is valid');
}

describe('the error of a YAML text', () => {
  it.each([
    ['a: 1\nb hush\nc: 3\n', ':3:2', 'a colon is missing on this line or on the line before', 'c: …'],
    ['a: 1\nb: "hush\nc: 2\n', ':3:1', 'a quote or a bracket that was opened before', 'c: …'],
    ['a: [hush\nb: 2\n', ':2:1', 'a quote or a bracket that was opened before', 'b: …'],
    ['a: 1\n  b: hush\n', ':2:4', 'the indentation is wrong', '  b: …'],
    ['a: hush: c\n', ':1:8', 'needs quotes', 'a: …: …'],
    ['a: 1\n\tb: hush\n', ':2:1', 'indented with a tab', '\tb: …'],
    ['a: 1\na: hush\n', ':2:1', 'set twice', 'a: …'],
    ['a: {{ hush }}\n', ':1:1', 'a value that starts with {{ needs quotes', 'a: {{ … }}'],
    ['a: *hush\n', ':1:5', 'a value that starts with * or & needs quotes', 'a: *…'],
    ['- hush\nb: 1\n', ':2:1', 'list items', 'b: …'],
    ['a: !foo hush\n', ':1:4', 'tag (!name)', 'a: !… …'],
  ])('%j has a place, a reason in plain words, and no value', (text, place, problem, line) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ place, problem: expect.stringContaining(problem), line });
    expect(JSON.stringify(error)).not.toContain('hush');
  });

  it('has no place where the parser reports none', () =>
    expect(errorOf('a: 1\n---\nb: 2\n')).toMatchObject({ place: '', problem: expect.stringContaining('"---"') }));
});
