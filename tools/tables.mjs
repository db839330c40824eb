// Fails on a table cell that a reader cannot take in on a page or in a terminal: node tools/tables.mjs
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const limit = 80;
const root = process.argv[2] ?? dirname(import.meta.dirname);
const pages = globSync('**/*.md', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|\.cache|\.venv|collections|dist|cli|fixtures)$/.test(path),
});

/** What a reader sees of a link. @param {string} cell */
const visible = (cell) => cell.replaceAll(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1').trim();

const problems = pages.flatMap((page) =>
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      (line.startsWith('|') ? line.split(/(?<!\\)\|/) : [])
        .map((cell) => visible(cell).length)
        .filter((length) => length > limit && !/^\|[\s|:-]+$/.test(line))
        .map((length) => `${page}:${index + 1}: a table cell has ${length} characters; the limit is ${limit}`),
    ),
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
