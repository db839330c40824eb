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

/** A time stamp as text; milliseconds since 1970 may come as a number, and are its digits then. */
export const time = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value || null);

/** A list; absent and null are an empty one. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
