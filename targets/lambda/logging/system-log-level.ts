/** From the most detailed to the least. */
export const systemLogLevels = ['DEBUG', 'INFO', 'WARN'] as const;
export type SystemLogLevel = (typeof systemLogLevels)[number];

export interface PlatformRecord {
  readonly time: string;
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export const isLogged = (record: PlatformRecord, least: SystemLogLevel): boolean =>
  systemLogLevels.indexOf(levelOf(record)) >= systemLogLevels.indexOf(least);

/** Source: "System log level event mapping" (AWS Lambda Developer Guide, "Log-level filtering") */
function levelOf({ type, record }: PlatformRecord): SystemLogLevel {
  const { status = 'success', errorType, initializationType } = record;
  if (status !== 'success' || errorType !== undefined) return 'WARN';
  if (type === 'platform.initReport') return initializationType === 'on-demand' ? 'DEBUG' : 'INFO';
  return detailed.has(type) ? 'DEBUG' : 'INFO';
}

const detailed: ReadonlySet<string> = new Set(['platform.initRuntimeDone', 'platform.runtimeDone']);
