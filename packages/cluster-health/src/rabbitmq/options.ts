import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { schemeOption, settleScheme } from '../options/settle-scheme.ts';
import { tlsOption } from '../options/tls-option.ts';

export const options = z
  .strictObject({
    scheme: schemeOption,
    /** The port of the management plugin, the same on every node. Default: 15671 with `https`, 15672 with `http`. */
    port: z.int().min(1).max(65_535).optional(),
    /** A user with the tag `monitoring` and with permissions, which may be empty, in every virtual host. */
    username: z.string().min(1),
    password: z.string().min(1),
    tls: tlsOption.optional(),
    /** The timeout of one request. */
    timeout: duration('10s'),
  })
  .transform(settleScheme)
  .transform(({ port, ...rest }) => ({ ...rest, port: port ?? (rest.scheme === 'https' ? 15_671 : 15_672) }));

export type RabbitmqOptions = z.output<typeof options>;
