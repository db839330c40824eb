import { describe, expect, it } from '@jest/globals';
import { table } from './table.ts';

describe('a table', () => {
  it('has columns as wide as their widest cell and no trailing spaces', () => {
    expect(
      table([
        ['NAME', 'STATE', ''],
        ['kafka-a', 'ACTIVE', 'x'],
        ['b', '', ''],
      ]),
    ).toEqual(['NAME     STATE', 'kafka-a  ACTIVE  x', 'b']);
  });

  it('ignores colors in the width', () => {
    expect(
      table([
        ['\u001B[31mred\u001B[39m', 'a'],
        ['green', 'b'],
      ]),
    ).toEqual(['\u001B[31mred\u001B[39m    a', 'green  b']);
  });

  it('has no lines without rows', () => {
    expect(table([])).toEqual([]);
  });
});
