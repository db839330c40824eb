import { z } from 'zod';

/** A text. Absent, null and empty become null: the API uses all three for the same. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

/** A number, also when it is sent as text (`"22"`); null without a number. */
export const number = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => {
    const parsed = Number.parseFloat(String(value));
    return Number.isFinite(parsed) ? parsed : null;
  });

/** A timestamp as text. Milliseconds since 1970 can be sent as a number and become text. */
export const time = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value || null);

/** A list. Absent and null become an empty list. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
