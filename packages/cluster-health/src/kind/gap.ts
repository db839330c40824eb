/** Why something could not be read. */
export interface Gap {
  why: string;
  /** What to do about it, if the reader knows better than the rule that reports it. */
  hint?: string;
  /** It does not resolve on its own: for example a certificate for another host or of an untrusted authority. */
  isLasting?: boolean;
  /** The node responds and rejects the credentials of the options. */
  isRefusal?: boolean;
}

/** The gap, if something could not be read. */
export const gapIn = (value: object | undefined): Gap | undefined =>
  value !== undefined && isGap(value) ? value : undefined;

export const isGap = (value: object): value is Gap => 'why' in value;
