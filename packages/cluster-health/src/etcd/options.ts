import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { schemeOption, settleScheme } from '../options/settle-scheme.ts';
import { tlsOption } from '../options/tls-option.ts';

export const options = z
  .strictObject({
    /** The client port, which serves the gRPC gateway and `/health`; the port of `listen-client-http-urls` if that is set. */
    port: z.int().min(1).max(65_535).default(2379),
    scheme: schemeOption,
    /** A user of etcd's own authentication, together with `password`. The user needs no role. */
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

export type EtcdOptions = z.output<typeof options>;
