import { optional } from '../../../../src/model/optional.ts';
import { atLeast, required } from '../constraints.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer, noContent } from '../exchange.ts';
import { unqualifiedFunction } from '../function-name.ts';
import { JsonInput } from '../json-input.ts';

export function putFunctionConcurrency(request: ApiRequest): ApiAnswer {
  const { concurrency } = unqualifiedFunction(request);
  const member = 'reservedConcurrentExecutions';
  const wanted = required(JsonInput.parse(request.body).integer('ReservedConcurrentExecutions'), member);
  concurrency.reserve(atLeast(wanted, member, 0));
  return jsonAnswer(200, { ReservedConcurrentExecutions: wanted });
}

export function getFunctionConcurrency(request: ApiRequest): ApiAnswer {
  const { reserved } = unqualifiedFunction(request).concurrency;
  return jsonAnswer(200, optional('ReservedConcurrentExecutions', reserved));
}

export function deleteFunctionConcurrency(request: ApiRequest): ApiAnswer {
  unqualifiedFunction(request).concurrency.reserve(undefined);
  return noContent;
}
