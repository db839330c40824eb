import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { schemeOption, settleScheme } from '../options/settle-scheme.ts';
import { tlsOption } from '../options/tls-option.ts';

export const options = z
  .strictObject({
    scheme: schemeOption,
    /** The scheme's own where none is named. */
    port: z.int().min(1).max(65_535).optional(),
    path: z.string().startsWith('/').default('/'),
    /** The status codes that are well; any 2xx where none is named. A redirect is not followed. */
    status: z.array(z.int().min(100).max(599)).min(1).optional(),
    /** A text that the answer must hold. */
    contains: z.string().min(1).optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** Basic authentication, together with `password`. */
    username: z.string().optional(),
    password: z.string().optional(),
    tls: tlsOption.optional(),
    /** How long one answer may take. */
    timeout: duration('5s'),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: 'username and password go together',
  })
  .transform(settleScheme);

export type HttpOptions = z.output<typeof options>;
