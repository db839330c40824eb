// `npm run demo -- NAME`: a roll for a person to watch. Spot is simulated, everything else is what a real roll runs.
const demos: Record<string, () => Promise<{ demo: () => Promise<boolean> }>> = {
  members: () => import('./members.ts'),
  kafka: () => import('./kafka.ts'),
};

// Machines end when this process exits. A signal alone would end it without that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const [name = 'members'] = process.argv.slice(2);
const load = Object.hasOwn(demos, name) ? demos[name] : undefined;
if (load) process.exitCode = (await (await load()).demo()) ? 0 : 1;
else {
  console.error(`Usage: npm run demo [-- NAME], where NAME is one of: ${Object.keys(demos).join(', ')}`);
  process.exitCode = 2;
}
