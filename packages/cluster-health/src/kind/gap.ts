/** Why something could not be read. */
export interface Gap {
  why: string;
  /** What to do about it, where whoever read it knows that better than the rule that reports it. */
  hint?: string;
  /** Waiting cannot heal it: a certificate that names another host, or that nobody here trusts. */
  isLasting?: boolean;
  /** It answers, and refuses the credentials of the options. */
  isRefusal?: boolean;
}

/** The gap, where something could not be read. */
export const gapIn = (value: object | undefined): Gap | undefined =>
  value !== undefined && isGap(value) ? value : undefined;

export const isGap = (value: object): value is Gap => 'why' in value;
