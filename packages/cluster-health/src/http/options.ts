import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { schemeOption, settleScheme } from '../options/settle-scheme.ts';
import { tlsOption } from '../options/tls-option.ts';

export const options = z
  .strictObject({
    scheme: schemeOption,
    /** Default: the default port of the scheme. */
    port: z.int().min(1).max(65_535).optional(),
    path: z.string().startsWith('/').default('/'),
    /** The healthy status codes. Default: any 2xx. Redirects are not followed. */
    status: z.array(z.int().min(100).max(599)).min(1).optional(),
    /** A text that the response must contain. */
    contains: z.string().min(1).optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** Basic authentication, together with `password`. */
    username: z.string().optional(),
    password: z.string().optional(),
    tls: tlsOption.optional(),
    /** The timeout of one request. */
    timeout: duration('5s'),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: 'username and password must be set together',
  })
  .transform(settleScheme);

export type HttpOptions = z.output<typeof options>;
