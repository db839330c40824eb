/** A number with its noun: `1 instance`, `3 instances`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
