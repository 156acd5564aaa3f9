import type { SystemLogLevel } from '../logging/system-log-level.ts';

export interface FunctionSettings {
  readonly description: string;
  readonly handler: string;
  /** `nodejs20.x`. Absent: none of AWS's. */
  readonly runtime?: string;
  /** An ARN of IAM. Nothing is done with it. */
  readonly role: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly ephemeralStorageMb: number;
  readonly snapStart: SnapStart;
  readonly variables: Readonly<Record<string, string>>;
  readonly logging: LoggingSettings;
}

export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  /** Both only with JSON. Absent: nothing is left out. */
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: SystemLogLevel;
  readonly group: string;
}

/** Of which versions there are snapshots. */
export const snapStarts = ['None', 'PublishedVersions'] as const;
export type SnapStart = (typeof snapStarts)[number];

interface FunctionCode {
  /** Base64, as CodeSha256. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where it can be had: a URL. */
  readonly location: string;
}

export type UpdateStatus =
  | { readonly kind: 'InProgress' }
  | { readonly kind: 'Successful' }
  | { readonly kind: 'Failed'; readonly reason: string };

/** A function as it is now (`$LATEST`), or as it was when it was published. It never changes: a change makes another one. */
export interface FunctionVersion {
  readonly functionName: string;
  /** Without a qualifier. */
  readonly functionArn: string;
  /** `$LATEST`, `1`, `2`, ... */
  readonly version: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly architecture: 'x86_64' | 'arm64';
  readonly revisionId: string;
  readonly lastModifiedEpochMs: number;
  readonly lastUpdate: UpdateStatus;
  /** In progress while the snapshot of a version is taken. */
  readonly creation: UpdateStatus;
}

export const latest = '$LATEST';

/** Whether the environments of a version are restored from a snapshot. */
export const isSnapshot = ({ version, settings }: Pick<FunctionVersion, 'version' | 'settings'>): boolean =>
  version !== latest && settings.snapStart === 'PublishedVersions';
