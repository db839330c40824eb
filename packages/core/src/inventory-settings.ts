import type { ConfigValues } from './config-file.ts';
import { parseDuration } from './duration.ts';
import type { Filter } from './filter.ts';

/** The settings of `esg-inventory`. */
export interface InventorySettings {
  /** How long cached responses are valid, in milliseconds. Default 60 s. */
  cacheTtlMs: number;
  /**
   * The maximum age, in milliseconds, of the last complete response that is served while Spot is unreachable. Default 0:
   * none is served; `true` means one day.
   */
  staleIfErrorMs: number;
  /** List only instances of groups in these regions. Default: all. */
  regions: string[];
  /** List an instance when one of these matches. Default: all instances. */
  includeFilters: Filter[];
  /** Do not list an instance when one of these matches. Takes precedence over the included ones. */
  excludeFilters: Filter[];
  /** Whether a call that is refused (403) is an error. Otherwise its data is left out. Default true. */
  strictPermissions: boolean;
  /** Default `spotinst_`. */
  hostvarsPrefix: string;
  /** Default: none. */
  hostvarsSuffix: string;
  /** List instances without an address by their id. Default false. */
  includeAddressless: boolean;
  /** Read the status of every group, for zone, type, life cycle and public address. Default false. */
  wantStatus: boolean;
  /** Read the health of the instances of every group. Default false. */
  wantInstanceHealth: boolean;
  /** Read all details of the instances from EC2. Default false. */
  wantEc2Details: boolean;
}

const dayMs = 86_400_000;

function staleness(value: ConfigValues['stale_if_error']): number {
  if (typeof value === 'boolean' || value === null || value === undefined) return value ? dayMs : 0;
  return parseDuration(value, 'stale_if_error');
}

/** The settings of the inventory, with their defaults. Only the config file sets them. */
export function inventorySettings(values: ConfigValues): InventorySettings {
  const { filters } = values;
  return {
    cacheTtlMs: parseDuration(values.cache_ttl ?? '60s', 'cache_ttl'),
    staleIfErrorMs: staleness(values.stale_if_error),
    regions: [values.regions ?? []].flat(),
    // Without a key, `filters` would match everything and hide `include_filters`.
    includeFilters: [
      ...(filters && Object.keys(filters).length > 0 ? [filters] : []),
      ...(values.include_filters ?? []),
    ],
    excludeFilters: values.exclude_filters ?? [],
    strictPermissions: values.strict_permissions ?? true,
    hostvarsPrefix: values.hostvars_prefix ?? 'spotinst_',
    hostvarsSuffix: values.hostvars_suffix ?? '',
    includeAddressless: values.include_addressless ?? false,
    wantStatus: values.want_status ?? false,
    wantInstanceHealth: values.want_instance_health ?? false,
    wantEc2Details: values.want_ec2_details ?? false,
  };
}
