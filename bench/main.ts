// `npm run bench -- NAME`: the numbers in the documentation come from here.
const benchmarks: Record<string, () => Promise<{ bench: () => Promise<void> }>> = {
  inventory: () => import('./inventory.ts'),
};

const [name = ''] = process.argv.slice(2);
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (load) await (await load()).bench();
else {
  console.error(`Usage: npm run bench -- NAME, where NAME is one of: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
