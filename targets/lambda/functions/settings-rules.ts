import type { FunctionSettings } from './function-version.ts';
import { invalidParameter, ServiceError, violation } from './service-error.ts';

/** All variables of a function together, names included. */
const variablesLimitBytes = 4096;

/**
 * Lambda's limits.
 * Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @throws {ServiceError} the first rule that the settings break.
 */
export function checkSettings(settings: FunctionSettings): void {
  checkRange(settings.memoryMb, 'memorySize', 128, 10_240);
  checkRange(settings.timeoutS, 'timeout', 1, 900);
  checkRange(settings.ephemeralStorageMb, 'ephemeralStorage.size', 512, 10_240);
  checkLength(settings.description, 'description', 256);
  checkLength(settings.handler, 'handler', 128);
  checkVariables(settings.variables);
}

function checkRange(value: number, member: string, least: number, most: number): void {
  if (!Number.isInteger(value))
    throw new ServiceError('InvalidRequestContentException', `${member} must be an integer`);
  if (value < least) throw violation(value, member, `Member must have value greater than or equal to ${least}`);
  if (value > most) throw violation(value, member, `Member must have value less than or equal to ${most}`);
}

function checkLength(value: string, member: string, most: number): void {
  if (value.length > most) throw violation(value, member, `Member must have length less than or equal to ${most}`);
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const refused =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  for (const name of Object.keys(variables)) {
    if (!variableName.test(name))
      throw violation(
        `{${name}=...}`,
        'environment.variables',
        'Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]',
      );
  }
  const taken = Object.keys(variables).filter((name) => reservedNames.has(name));
  if (taken.length > 0)
    throw invalidParameter(
      `${refused} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    );
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > variablesLimitBytes)
    throw invalidParameter(`${refused} exceeded the 4KB limit. String measured: ${text}`);
}

const variableName = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** Source: "Defined runtime environment variables" (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html) */
const reservedNames: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
