import type { JsonObject } from './json.ts';
import type { Recycling } from './recycling.ts';
import type { SimulatedRoll } from './scenario.ts';
import type { State } from './states.ts';

export interface Device {
  deviceName: string;
  volumeId: string;
  snapshotId?: string | null;
}

/** A stateful instance as it truly is; what the API shows may lag behind. */
export interface Instance {
  id: string;
  state: State;
  /** Null without an EC2 instance. */
  instanceId: string | null;
  privateIp: string;
  imageId: string;
  devices: Device[];
  /** Milliseconds; that of the last EC2 instance where there is none now. */
  launchedAt: number;
  createdAt: number;
  availabilityZone: string;
  /** The image whose command a real process runs: with a persisted root, not the automatic image it goes by. */
  bootImage: string;
  /** Whether its real process runs; null where there are none. */
  running: boolean | null;
  recycling: Partial<Recycling>;
  /** What the API still shows in place of the truth. */
  shown: Instance | null;
}

export interface GroupEvent {
  at: number;
  eventType: string;
  subEvents: JsonObject[];
}

export interface LogLine {
  at: number;
  severity: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  message: string;
  /** The ids that the line is about. */
  resources: (string | null)[];
}

/** A group with all that belongs to it. */
export interface SimulatedGroup {
  id: string;
  accountId: string;
  /** As the API answers it. */
  document: JsonObject;
  instances: Map<string, Instance>;
  /** Process → when the suspension ends, in milliseconds; null: never. */
  suspensions: Map<string, number | null>;
  rolls: SimulatedRoll[];
  events: GroupEvent[];
  logs: LogLine[];
  recycling: Partial<Recycling>;
}
