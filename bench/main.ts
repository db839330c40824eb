// `npm run bench -- NAME [ARGUMENT...]`: the numbers in the documentation come from here.
const benchmarks: Record<string, () => Promise<{ bench: (args: readonly string[]) => Promise<void> }>> = {
  campaign: () => import('./campaign.ts'),
  gates: () => import('./gates.ts'),
  inventory: () => import('./inventory.ts'),
  report: () => import('./report-page.ts'),
  roll: () => import('./roll.ts'),
};

// Machines end when this process exits. A signal alone would end it without that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (load) await (await load()).bench(args);
else {
  console.error(`Usage: npm run bench -- NAME, where NAME is one of: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
