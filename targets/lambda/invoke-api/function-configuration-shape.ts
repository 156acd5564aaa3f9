import { optional } from '../../../src/model/optional.ts';
import {
  type FunctionVersion,
  isSnapshot,
  type LoggingSettings,
  type UpdateStatus,
} from '../functions/function-version.ts';

/**
 * `FunctionConfiguration` of the API.
 * @param qualifier what the ARN says: as the caller did, or the version in a list of versions. Absent: nothing.
 */
export const functionConfiguration = (version: FunctionVersion, qualifier?: string): object => ({
  FunctionName: version.functionName,
  FunctionArn: qualifier === undefined ? version.functionArn : `${version.functionArn}:${qualifier}`,
  ...optional('Runtime', version.settings.runtime),
  Role: version.settings.role,
  Handler: version.settings.handler,
  CodeSize: version.code.bytes,
  Description: version.settings.description,
  Timeout: version.settings.timeoutS,
  MemorySize: version.settings.memoryMb,
  LastModified: isoWithOffset(version.lastModifiedEpochMs),
  CodeSha256: version.code.sha256,
  Version: version.version,
  ...optional('Environment', environmentOf(version.settings.variables)),
  TracingConfig: { Mode: 'PassThrough' },
  RevisionId: version.revisionId,
  ...state(version.creation),
  ...lastUpdate(version.lastUpdate),
  PackageType: 'Zip',
  Architectures: [version.architecture],
  EphemeralStorage: { Size: version.settings.ephemeralStorageMb },
  SnapStart: { ApplyOn: version.settings.snapStart, OptimizationStatus: isSnapshot(version) ? 'On' : 'Off' },
  LoggingConfig: loggingConfig(version.settings.logging),
});

const environmentOf = (variables: Readonly<Record<string, string>>): object | undefined =>
  Object.keys(variables).length === 0 ? undefined : { Variables: variables };

const state = (creation: UpdateStatus): object => {
  if (creation.kind === 'Failed')
    return { State: 'Failed', StateReason: creation.reason, StateReasonCode: 'FunctionError' };
  return creation.kind === 'Successful'
    ? { State: 'Active' }
    : { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
};

const lastUpdate = (status: UpdateStatus): object =>
  status.kind === 'Failed'
    ? { LastUpdateStatus: 'Failed', LastUpdateStatusReason: status.reason, LastUpdateStatusReasonCode: 'InternalError' }
    : { LastUpdateStatus: status.kind };

const loggingConfig = ({ format, applicationLogLevel, systemLogLevel, group }: LoggingSettings): object => ({
  LogFormat: format,
  ...optional('ApplicationLogLevel', applicationLogLevel),
  ...optional('SystemLogLevel', systemLogLevel),
  LogGroup: group,
});

/** `2026-11-21T05:00:00.000+0000`, as all times of this API. */
export const isoWithOffset = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '+0000');
