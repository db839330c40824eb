/** Why something could not be read. */
export interface Gap {
  why: string;
}

export const isGap = (value: object): value is Gap => 'why' in value;
