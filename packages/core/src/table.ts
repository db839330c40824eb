import { stripVTControlCharacters } from 'node:util';

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;

/**
 * Lines of columns as wide as their widest cell, two spaces between; no spaces at the end of a line. The first row sets
 * the number of columns. Colors do not count as width.
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}
