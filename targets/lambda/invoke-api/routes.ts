import type { Operation } from './exchange.ts';
import * as concurrency from './operations/function-concurrency.ts';
import * as url from './operations/function-url-config.ts';
import { getAccountSettings } from './operations/get-account-settings.ts';
import { getFunction, getFunctionConfiguration } from './operations/get-function.ts';
import { invoke } from './operations/invoke.ts';
import { invokeWithResponseStream } from './operations/invoke-with-response-stream.ts';
import { listFunctions } from './operations/list-functions.ts';
import * as provisioned from './operations/provisioned-concurrency.ts';
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts';
import { listVersionsByFunction, publishVersion } from './operations/versions.ts';

export interface Route {
  readonly operation: string;
  readonly method: string;
  /** `{FunctionName}` stands for one segment; a query is what the request's must have. */
  readonly path: string;
  readonly run: Operation;
}

const route = (operation: string, method: string, path: string, run: Operation): Route => ({
  operation,
  method,
  path,
  run,
});

const functions = '/2015-03-31/functions';
const one = `${functions}/{FunctionName}`;
const reserved = (year: string) => `/${year}/functions/{FunctionName}/concurrency`;
const provision = '/2019-09-30/functions/{FunctionName}/provisioned-concurrency';
const urlOf = '/2021-10-31/functions/{FunctionName}/url';

export const routes: readonly Route[] = [
  route('Invoke', 'POST', `${one}/invocations`, invoke),
  route(
    'InvokeWithResponseStream',
    'POST',
    '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
    invokeWithResponseStream,
  ),
  route('GetFunction', 'GET', one, getFunction),
  route('GetFunctionConfiguration', 'GET', `${one}/configuration`, getFunctionConfiguration),
  route('UpdateFunctionConfiguration', 'PUT', `${one}/configuration`, updateFunctionConfiguration),
  route('ListFunctions', 'GET', functions, listFunctions),
  route('PublishVersion', 'POST', `${one}/versions`, publishVersion),
  route('ListVersionsByFunction', 'GET', `${one}/versions`, listVersionsByFunction),
  route('PutFunctionConcurrency', 'PUT', reserved('2017-10-31'), concurrency.putFunctionConcurrency),
  route('DeleteFunctionConcurrency', 'DELETE', reserved('2017-10-31'), concurrency.deleteFunctionConcurrency),
  route('GetFunctionConcurrency', 'GET', reserved('2019-09-30'), concurrency.getFunctionConcurrency),
  route('PutProvisionedConcurrencyConfig', 'PUT', provision, provisioned.putProvisionedConcurrencyConfig),
  route('DeleteProvisionedConcurrencyConfig', 'DELETE', provision, provisioned.deleteProvisionedConcurrencyConfig),
  route(
    'ListProvisionedConcurrencyConfigs',
    'GET',
    `${provision}?List=ALL`,
    provisioned.listProvisionedConcurrencyConfigs,
  ),
  route('GetProvisionedConcurrencyConfig', 'GET', provision, provisioned.getProvisionedConcurrencyConfig),
  route('CreateFunctionUrlConfig', 'POST', urlOf, url.createFunctionUrlConfig),
  route('GetFunctionUrlConfig', 'GET', urlOf, url.getFunctionUrlConfig),
  route('UpdateFunctionUrlConfig', 'PUT', urlOf, url.updateFunctionUrlConfig),
  route('DeleteFunctionUrlConfig', 'DELETE', urlOf, url.deleteFunctionUrlConfig),
  route('ListFunctionUrlConfigs', 'GET', `${urlOf}s`, url.listFunctionUrlConfigs),
  route('GetAccountSettings', 'GET', '/2016-08-19/account-settings', getAccountSettings),
];
