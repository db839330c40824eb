export { checkClusters, clusterOf, isSelectedBy, type Clusters, type GroupName } from './cluster.ts';
export { countOf } from './count-of.ts';
export { splitClosingCommand } from './closing-command.ts';
export { runbookPlace } from './help-topics/runbook-place.ts';
export { addHelpCommands } from './add-help-commands.ts';
export { commandOf, namedConfig } from './command-name.ts';
export { createProgram, describeError, errorLine, printJson, runProgram } from './command-line.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { EsgError, type EsgErrorOptions } from './esg-error.ts';
export {
  createEventWriter,
  type EmitEvent,
  type EventOf,
  type EventSubject,
  isEvent,
  type RecyclerEvent,
} from './events.ts';
export { ExitCode } from './exit-code.ts';
export { addExamples, type ExitCodeMeanings, exitCodeMeanings, setExitCodes } from './help.ts';
export { blocking, type Finding, isFinding } from './finding.ts';
export type { Filter } from './filter.ts';
export { matchesGlob } from './glob.ts';
export type { InventorySettings } from './inventory-settings.ts';
export { isLoopback } from './loopback.ts';
export { mapConcurrently } from './map-concurrently.ts';
export { describeMeasure, type Measure } from './measure.ts';
export { didYouMean } from './nearest.ts';
export { ensurePrivateFolders } from './private-folder.ts';
export { isNodeAtLeast } from './node-version.ts';
export { environmentVariables } from './protocol/environment-variables.ts';
export { type PluginErrorCode, pluginErrorCodes } from './protocol/error-codes.ts';
export { type ErrorDocument, isErrorDocument } from './protocol/error-document.ts';
export { type EventName, eventNames, type EventPayloads } from './protocol/event-payloads.ts';
export { protocolDocument } from './protocol/protocol-document.ts';
export {
  type TaskDescription,
  type TaskEventName,
  type TaskEventPayloads,
  type TaskFailure,
} from './protocol/task-events.ts';
export type { LimitReport, SharedLimit } from './shared-limit.ts';
export { runbookOf } from './runbook.ts';
export {
  environmentNames,
  resolveSettings,
  resolveStoreSettings,
  type Settings,
  type SettingsSource,
  type StoreSettings,
} from './settings.ts';
export { stopwatch, stopwatchSince } from './stopwatch.ts';
export { table } from './table.ts';
export { parseTime } from './time.ts';
export { version } from './version.ts';
export { yamlError } from './yaml-error.ts';
