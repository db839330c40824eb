import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { tlsOption } from '../options/tls-option.ts';

export const options = z
  .strictObject({
    /** The client port, the same on every node. */
    port: z.int().min(1).max(65_535).default(6379),
    /** An ACL user. Without a user, the password is that of `requirepass`. */
    username: z.string().optional(),
    password: z.string().optional(),
    tls: tlsOption.optional(),
    /** The timeout of one request. */
    timeout: duration('5s'),
  })
  .refine(({ username, password }) => username === undefined || password !== undefined, {
    error: 'username requires password',
  });

export type RedisOptions = z.output<typeof options>;
