import type { ConfigValues } from './config-file.ts';
import { parseDuration } from './duration.ts';
import type { Filter } from './filter.ts';

/** What `esg-inventory` lists, and how. */
export interface InventorySettings {
  /** How long cached answers live, in milliseconds. Default 60 s. */
  cacheTtlMs: number;
  /**
   * How old the last good answer may be, in milliseconds, that is served while Spot cannot be reached. Default 0: none
   * is; `true` means a day.
   */
  staleIfErrorMs: number;
  /** Instances of groups in these regions only. Default: all. */
  regions: string[];
  /** An instance is listed when one of these holds. Default: all are. */
  includeFilters: Filter[];
  /** An instance is not listed when one of these holds, whatever includes it. */
  excludeFilters: Filter[];
  /** Whether a call that is refused (403) is an error; else what it would have told is left out. Default true. */
  strictPermissions: boolean;
  /** Default `spotinst_`. */
  hostvarsPrefix: string;
  /** Default: none. */
  hostvarsSuffix: string;
  /** List instances without any address, by their id. Default false. */
  includeAddressless: boolean;
  /** Ask every group for its status, for zone, type, life cycle and public address. Default false. */
  wantStatus: boolean;
  /** Ask every group for the health of its instances. Default false. */
  wantInstanceHealth: boolean;
  /** Ask EC2 for everything about the instances. Default false. */
  wantEc2Details: boolean;
}

const dayMs = 86_400_000;

function staleness(value: ConfigValues['stale_if_error']): number {
  if (typeof value === 'boolean' || value === null || value === undefined) return value ? dayMs : 0;
  return parseDuration(value, 'stale_if_error');
}

/** The inventory's part of the settings, with its defaults; only the config file sets it. */
export function inventorySettings(values: ConfigValues): InventorySettings {
  const { filters } = values;
  return {
    cacheTtlMs: parseDuration(values.cache_ttl ?? '60s', 'cache_ttl'),
    staleIfErrorMs: staleness(values.stale_if_error),
    regions: [values.regions ?? []].flat(),
    // Without any key `filters` says nothing, and must not outweigh the others.
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
