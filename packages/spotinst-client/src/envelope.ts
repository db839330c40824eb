import { z } from 'zod';
import { text } from './wire.ts';

const code = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? null : String(value)));

/**
 * The envelope of every response of Spot, parsed leniently: only `response` is required. An error can have `errors`
 * (400), only a status (401), or a text in `data` (429). `count` is ignored because it is often wrong.
 */
const envelope = z.object({
  request: z.object({ id: text }).nullish().catch(null),
  response: z.object({
    status: z.object({ code: z.number().nullish(), message: text }).nullish().catch(null),
    errors: z
      .array(z.object({ code, message: text.catch(null), field: text.catch(null) }))
      .nullish()
      .catch(null),
    data: z.unknown().optional(),
    items: z.unknown().optional(),
  }),
});

export type Envelope = z.infer<typeof envelope>;

/** The envelope in a body; undefined without one: an empty or truncated body, a page of a gateway. */
export function readEnvelope(body: string): Envelope | undefined {
  try {
    return envelope.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
