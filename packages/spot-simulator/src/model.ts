import type { JsonObject } from './json.ts';
import type { Recycling } from './recycling.ts';
import type { SimulatedRoll } from './scenario.ts';
import type { State } from './states.ts';

export interface Device {
  deviceName: string;
  volumeId: string;
  snapshotId?: string | null;
}

/** The real state of a stateful instance; the API can show an older one. */
export interface Instance {
  id: string;
  state: State;
  /** Null without an EC2 instance. */
  instanceId: string | null;
  privateIp: string;
  imageId: string;
  devices: Device[];
  /** Milliseconds; the launch of the last EC2 instance if there is none now. */
  launchedAt: number;
  createdAt: number;
  availabilityZone: string;
  /** The image whose command the real process runs. With a persisted root, it differs from the automatic `imageId`. */
  bootImage: string;
  /** Whether its real process runs; null without real processes. */
  running: boolean | null;
  recycling: Partial<Recycling>;
  /** The older state that the API still shows. */
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
  /** The ids of the line. */
  resources: (string | null)[];
}

/** A group with its instances, suspensions, rolls, events and logs. */
export interface SimulatedGroup {
  id: string;
  accountId: string;
  /** The document as the API returns it. */
  document: JsonObject;
  /** The same at earlier moments, the oldest first: reads may lag. */
  earlierDocuments: { until: number; document: JsonObject }[];
  instances: Map<string, Instance>;
  /** Process → when the suspension ends, in milliseconds; null: never. */
  suspensions: Map<string, number | null>;
  /** The same at earlier moments, the oldest first: reads may lag. */
  earlierSuspensions: { until: number; suspensions: Map<string, number | null> }[];
  rolls: SimulatedRoll[];
  events: GroupEvent[];
  logs: LogLine[];
  recycling: Partial<Recycling>;
}
