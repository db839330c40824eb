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
  /** The timeout of one request. A flush may take one minute. */
  timeout: duration('5s'),
};

const hasBothOrNone = ({ username, password }: { username?: string; password?: string }): boolean =>
  (username === undefined) === (password === undefined);
const together = { error: 'username and password must be set together' };

export const opensearchOptions = z.strictObject(shared).refine(hasBothOrNone, together).transform(settleScheme);

export const elasticsearchOptions = z
  .strictObject({
    ...shared,
    /** An API key instead of a user, encoded as the cluster returned it. */
    api_key: z.string().min(1).optional(),
  })
  .refine(hasBothOrNone, together)
  .refine(({ username, api_key }) => username === undefined || api_key === undefined, {
    error: 'set either username and password, or api_key',
  })
  .transform(settleScheme);

export type SearchOptions = z.output<typeof elasticsearchOptions>;
