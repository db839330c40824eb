import { describe, expect, it } from '@jest/globals';
import { wrap, wrappedTable } from './wrap.ts';

describe('wrap', () => {
  it('breaks at spaces, and indents the further lines', () =>
    expect(wrap('one two three four', 11, '- ', '  ')).toEqual(['- one two', '  three', '  four']));

  it('fills a line up to its last column', () => expect(wrap('12 45 78', 8)).toEqual(['12 45 78']));

  it('keeps a word that is longer than a line in one piece', () =>
    expect(wrap('see /a/long/path now', 6)).toEqual(['see', '/a/long/path', 'now']));

  it.each([undefined, 0])('keeps one line where the width is %s', (columns) =>
    expect(wrap('one two three four', columns)).toEqual(['one two three four']),
  );

  it('puts a command at the end on a line of its own, unbroken', () =>
    expect(wrap('Resume the instance: spotinst-stateful resume --id ssi-1', 16, '  ')).toEqual([
      '  Resume the',
      '  instance:',
      '    spotinst-stateful resume --id ssi-1',
    ]));

  it('keeps an empty text', () => expect(wrap('', 80, '  ')).toEqual(['']));
});

describe('wrappedTable', () => {
  it('wraps the last column below itself', () =>
    expect(
      wrappedTable(
        [
          ['a', '1', 'short'],
          ['bbb', '-', 'a longer text'],
        ],
        16,
        '  ',
      ),
    ).toEqual(['  a    1  short', '  bbb  -  a', '          longer', '          text']));

  it('is empty without rows', () => expect(wrappedTable([], 80)).toEqual([]));
});
