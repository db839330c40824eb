/** How many clusters are in each state, in this order: `2 done, 1 failed`. */
export const tallyText = (states: readonly string[], order: readonly string[]): string =>
  order
    .map((state) => [states.filter((one) => one === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ') || 'no cluster';
