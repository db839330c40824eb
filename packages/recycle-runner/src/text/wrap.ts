import { splitClosingCommand, table } from '@esg-recycler/core';

/**
 * Breaks a text at its spaces into lines of at most `columns` characters. A word that is longer, such as a path, stays
 * in one piece so that it can be copied. So does a command at the end, which gets a line of its own.
 *
 * @param columns the width of the terminal; undefined where the output is no terminal, 0 where a
 * terminal does not report its size: then the text stays on one line
 * @param first what the first line starts with
 * @param rest what each further line starts with
 */
export function wrap(text: string, columns: number | undefined, first = '', rest = first): string[] {
  const closing = splitClosingCommand(text);
  if (closing === undefined || first.length + text.length <= (columns || Infinity))
    return wrapWords(text, columns, first, rest);
  return [...wrapWords(closing[0], columns, first, rest), `${rest}  ${closing[1]}`];
}

function wrapWords(text: string, columns: number | undefined, first: string, rest: string): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line === undefined) line = `${first}${word}`;
    else if (line.length + 1 + word.length <= (columns || Infinity)) line += ` ${word}`;
    else {
      lines.push(line);
      line = `${rest}${word}`;
    }
  }
  return [...lines, line ?? first].map((one) => one.trimEnd());
}

/** A table whose last column is wrapped below itself. */
export function wrappedTable(rows: readonly (readonly string[])[], columns: number | undefined, indent = ''): string[] {
  const left = table(rows.map((cells) => cells.slice(0, -1)));
  const width = Math.max(0, ...left.map(({ length }) => length)) + 2;
  return rows.flatMap((cells, index) =>
    wrap(cells.at(-1) ?? '', columns, `${indent}${left[index]!.padEnd(width)}`, `${indent}${' '.repeat(width)}`),
  );
}
