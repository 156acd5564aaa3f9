import { optional } from '../../../../src/model/optional.ts';
import type { FunctionRecord } from '../../functions/function-record.ts';
import type { UrlConfig, UrlSettings } from '../../functions/function-url-settings.ts';
import { functionNotFound } from '../../functions/service-error.ts';
import { oneOf, required } from '../constraints.ts';
import { corsIn } from '../cors-input.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer, noContent } from '../exchange.ts';
import { isoWithOffset } from '../function-configuration-shape.ts';
import { unqualifiedFunction } from '../function-name.ts';
import { JsonInput } from '../json-input.ts';
import { pageOf } from '../page.ts';

export async function createFunctionUrlConfig(request: ApiRequest): Promise<ApiAnswer> {
  const record = functionWithUrl(request);
  const { authType, invokeMode = 'BUFFERED', cors } = settingsIn(request);
  const settings = { authType: required(authType, 'authType'), invokeMode, ...optional('cors', cors) };
  const { LastModifiedTime: _, ...created } = configShape(record, await record.url.create(settings));
  return jsonAnswer(201, created);
}

export function getFunctionUrlConfig(request: ApiRequest): ApiAnswer {
  const record = functionWithUrl(request);
  return jsonAnswer(200, configShape(record, record.url.get()));
}

/** PUT /2021-10-31/functions/{FunctionName}/url: what it names changes, the rest stays. */
export async function updateFunctionUrlConfig(request: ApiRequest): Promise<ApiAnswer> {
  const record = functionWithUrl(request);
  return jsonAnswer(200, configShape(record, await record.url.update(settingsIn(request))));
}

export async function deleteFunctionUrlConfig(request: ApiRequest): Promise<ApiAnswer> {
  await functionWithUrl(request).url.delete();
  return noContent;
}

export function listFunctionUrlConfigs(request: ApiRequest): ApiAnswer {
  const record = functionWithUrl(request);
  const configs = record.url.current === undefined ? [] : [record.url.current];
  const page = pageOf(request, configs, ({ apiId }) => apiId, 50);
  return jsonAnswer(200, { FunctionUrlConfigs: page.items.map((config) => configShape(record, config)), ...page.next });
}

/** A qualifier can only be an alias here, and there are none. */
function functionWithUrl(request: ApiRequest): FunctionRecord {
  const record = unqualifiedFunction(request);
  const alias = request.query.get('Qualifier');
  if (alias !== null) throw functionNotFound(`${record.arn}:${alias}`);
  return record;
}

function settingsIn({ body }: ApiRequest): Partial<UrlSettings> {
  const input = JsonInput.parse(body);
  const cors = input.object('Cors');
  return {
    ...optional('authType', oneOf(input.string('AuthType'), 'authType', ['NONE', 'AWS_IAM'])),
    ...optional('invokeMode', oneOf(input.string('InvokeMode'), 'invokeMode', ['BUFFERED', 'RESPONSE_STREAM'])),
    ...optional('cors', cors && corsIn(cors)),
  };
}

const configShape = (record: FunctionRecord, config: UrlConfig) => ({
  FunctionUrl: record.url.addressOf(config),
  FunctionArn: record.arn,
  AuthType: config.authType,
  ...optional('Cors', config.cors),
  CreationTime: isoWithOffset(config.createdEpochMs),
  LastModifiedTime: isoWithOffset(config.lastModifiedEpochMs),
  InvokeMode: config.invokeMode,
});
