import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { schemeOption, settleScheme } from '../options/settle-scheme.ts';
import { tlsOption } from '../options/tls-option.ts';

const shared = {
  /** The HTTP port, the same on every node. */
  port: z.int().min(1).max(65_535).default(9200),
  scheme: schemeOption,
  /** Basic authentication, together with `password`. */
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  tls: tlsOption.optional(),
  /** How long one request may take. A flush may take a minute. */
  timeout: duration('5s'),
};

const hasBothOrNone = ({ username, password }: { username?: string; password?: string }): boolean =>
  (username === undefined) === (password === undefined);
const together = { error: 'username and password go together' };

export const opensearchOptions = z.strictObject(shared).refine(hasBothOrNone, together).transform(settleScheme);

export const elasticsearchOptions = z
  .strictObject({
    ...shared,
    /** An API key, encoded as the cluster gave it out; in place of a user. */
    api_key: z.string().min(1).optional(),
  })
  .refine(hasBothOrNone, together)
  .refine(({ username, api_key }) => username === undefined || api_key === undefined, {
    error: 'give either username and password, or api_key',
  })
  .transform(settleScheme);

export type SearchOptions = z.output<typeof elasticsearchOptions>;
