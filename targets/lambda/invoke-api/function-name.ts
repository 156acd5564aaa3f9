import type { FunctionRecord } from '../functions/function-record.ts';
import { type FunctionVersion, latest } from '../functions/function-version.ts';
import { functionNotFound, invalidParameter, ServiceError, violation } from '../functions/service-error.ts';
import type { ApiRequest } from './exchange.ts';

/** What a caller calls a function: a name, a partial ARN or a full one, each with or without `:qualifier`. */
export interface NamedFunction {
  readonly functionName: string;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  readonly qualifier?: string | undefined;
}

/** @throws {ServiceError} ValidationException for what is no name. */
export function parseFunctionName(text: string): NamedFunction {
  if (text.length > longestArn) throw violation(text, 'functionName', atMost(longestArn));
  const groups = text.match(namePattern)?.groups;
  const functionName = groups?.['name'];
  if (groups === undefined || functionName === undefined) {
    throw violation(text, 'functionName', `Member must satisfy regular expression pattern: ${namePattern.source}`);
  }
  if (functionName.length > longestName) throw violation(text, 'functionName', atMost(longestName));
  return { functionName, region: groups['region'], accountId: groups['account'], qualifier: groups['qualifier'] };
}

/**
 * The function of a request whose operation knows no qualifiers.
 * @throws {ServiceError} There is none of this name, or it was named with a qualifier.
 */
export function unqualifiedFunction(request: ApiRequest): FunctionRecord {
  const named = parseFunctionName(request.name);
  if (named.qualifier !== undefined) {
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  return functionOf(request, named);
}

export interface QualifiedFunction {
  readonly record: FunctionRecord;
  readonly qualifier: string | undefined;
  readonly version: FunctionVersion;
  /** As the caller named it: with the qualifier, if there was one. */
  readonly arn: string;
}

/** @throws {ServiceError} There is no such function or version, or the caller names two different ones. */
export function qualifiedFunction(request: ApiRequest): QualifiedFunction {
  const named = parseFunctionName(request.name);
  const qualifier = qualifierOf(named, request.query.get('Qualifier') ?? undefined);
  const record = functionOf(request, named);
  const arn = qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`;
  return { record, qualifier, version: record.version(qualifier ?? latest), arn };
}

function qualifierOf({ qualifier }: NamedFunction, inQuery: string | undefined): string | undefined {
  if (inQuery === undefined) return qualifier;
  if (!qualifierPattern.test(inQuery)) {
    throw violation(inQuery, 'qualifier', `Member must satisfy regular expression pattern: ${qualifierPattern.source}`);
  }
  if (qualifier !== undefined && qualifier !== inQuery) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  return inQuery;
}

function functionOf({ platform }: ApiRequest, { functionName, region, accountId }: NamedFunction): FunctionRecord {
  const arn = platform.functions.arnOf(functionName);
  const [, , , ownRegion, ownAccountId] = arn.split(':');
  if (region !== undefined && region !== ownRegion) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${ownRegion}')`,
    );
  }
  const record = platform.functions.get(functionName);
  const isOurs = accountId === undefined || accountId === ownAccountId;
  if (record === undefined || !isOurs)
    throw functionNotFound(arn.replace(`${ownAccountId}`, accountId ?? `${ownAccountId}`));
  return record;
}

/** Of an ARN, and of a name alone. */
const longestArn = 140;
const longestName = 64;

const atMost = (length: number): string => `Member must have length less than or equal to ${length}`;

/** Source: "FunctionName" (docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html) */
const namePattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

const qualifierPattern = /^(?:\$LATEST|[a-zA-Z0-9-_$]{1,128})$/;
