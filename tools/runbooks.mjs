// Every code has a runbook, every runbook a code and its four sections, and the index lists all: `node tools/runbooks.mjs`
// checks that; with --write it writes the index first. A folder may be named in place of this repository.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCodes } from './runbooks/codes.mjs';
import { folder, index, indexOf, readPages } from './runbooks/pages.mjs';

const named = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const root = named ?? dirname(import.meta.dirname);
const pages = readPages(root);
const text = indexOf(pages);
if (process.argv.includes('--write')) writeFileSync(join(root, index), text);

const { codes, composedIn } = readCodes(root);
const wanted = new Map([...codes].filter(([, { isHealth }]) => !isHealth));
const missing = [...wanted].filter(([code]) => pages.every((page) => page.code !== code));
const problems = [
  ...composedIn.map((file) => `${file}: a code is composed at run time: write it out`),
  ...missing.map(([code, { files }]) => `${folder}/${code}.md is missing: ${[...files].join(', ')} can print ${code}`),
  ...pages.flatMap(({ code, exit, problems: own }) => {
    const known = wanted.get(code);
    const unsaid = [...(known?.exitCodes ?? [])].filter((number) => !new RegExp(`\\b${number}\\b`).test(exit));
    return [
      ...(known ? own : ['nothing prints this code']),
      ...unsaid.map((number) => `its first line does not name exit code ${number}`),
    ].map((problem) => `${folder}/${code}.md: ${problem}`);
  }),
  ...(readFileSync(join(root, index), 'utf8') === text
    ? []
    : [`${index} is not up to date: node tools/runbooks.mjs --write`]),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
