import { optional } from '../../../../src/model/optional.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../exchange.ts';
import { functionConfiguration } from '../function-configuration-shape.ts';
import { qualifiedFunction } from '../function-name.ts';

export function getFunction(request: ApiRequest): ApiAnswer {
  const { record, version, qualifier } = qualifiedFunction(request);
  const { reserved } = record.concurrency;
  return jsonAnswer(200, {
    Configuration: functionConfiguration(version, qualifier),
    Code: { RepositoryType: 'FILE', Location: version.code.location },
    ...optional('Concurrency', reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved }),
  });
}

export function getFunctionConfiguration(request: ApiRequest): ApiAnswer {
  const { version, qualifier } = qualifiedFunction(request);
  return jsonAnswer(200, functionConfiguration(version, qualifier));
}
