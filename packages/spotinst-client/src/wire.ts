import { z } from 'zod';

/** A text; absent, null and empty are all null: the API uses the three for the same thing. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

/** A number, also when it comes as text (`"22"`); null where there is none. */
export const number = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => {
    const parsed = Number.parseFloat(String(value));
    return Number.isFinite(parsed) ? parsed : null;
  });

/** A list; absent and null are an empty one. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
