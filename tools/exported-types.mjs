// One concept, one name: an exported type is declared in one file of all packages.
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const declaration =
  /^export (?:default |declare |abstract |const )*(?:interface|class|enum|type(?=\s+\w+\s*[=<]))\s+(\w+)/gm;

const cwd = dirname(import.meta.dirname);
const declared = globSync('packages/*/src/**/*.ts', { cwd }).flatMap((file) =>
  [...readFileSync(`${cwd}/${file}`, 'utf8').matchAll(declaration)].map(([, name = '']) => ({ name, file })),
);
const twice = [...Map.groupBy(declared, ({ name }) => name)]
  .filter(([, places]) => places.length > 1)
  .toSorted(([one], [other]) => one.localeCompare(other));

for (const [name, places] of twice) {
  console.error(`${name} is declared ${places.length} times:`);
  for (const { file } of places.toSorted((one, other) => one.file.localeCompare(other.file))) {
    console.error(`  ${file}`);
  }
}
process.exitCode = twice.length > 0 ? 1 : 0;
