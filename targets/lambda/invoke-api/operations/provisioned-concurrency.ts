import { optional } from '../../../../src/model/optional.ts';
import type { ProvisionedConfig } from '../../functions/function-concurrency.ts';
import { latest } from '../../functions/function-version.ts';
import { atLeast, required } from '../constraints.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer, noContent } from '../exchange.ts';
import { isoWithOffset } from '../function-configuration-shape.ts';
import { type QualifiedFunction, qualifiedFunction, unqualifiedFunction } from '../function-name.ts';
import { JsonInput } from '../json-input.ts';
import { pageOf } from '../page.ts';

export function putProvisionedConcurrencyConfig(request: ApiRequest): ApiAnswer {
  const { record, qualifier } = published(request);
  const member = 'provisionedConcurrentExecutions';
  const wanted = required(JsonInput.parse(request.body).integer('ProvisionedConcurrentExecutions'), member);
  return jsonAnswer(202, configShape(record.concurrency.provision(qualifier, atLeast(wanted, member, 1))));
}

export function getProvisionedConcurrencyConfig(request: ApiRequest): ApiAnswer {
  const { record, qualifier } = published(request);
  return jsonAnswer(200, configShape(record.concurrency.provisioned(qualifier)));
}

export function deleteProvisionedConcurrencyConfig(request: ApiRequest): ApiAnswer {
  const { record, qualifier } = published(request);
  record.concurrency.unprovision(qualifier);
  return noContent;
}

export function listProvisionedConcurrencyConfigs(request: ApiRequest): ApiAnswer {
  const { arn, concurrency } = unqualifiedFunction(request);
  const page = pageOf(request, concurrency.allProvisioned, ({ version }) => version, 50);
  return jsonAnswer(200, {
    ProvisionedConcurrencyConfigs: page.items.map((config) => ({
      FunctionArn: `${arn}:${config.version}`,
      ...configShape(config),
    })),
    ...page.next,
  });
}

function published(request: ApiRequest): QualifiedFunction & { readonly qualifier: string } {
  const named = qualifiedFunction(request);
  return { ...named, qualifier: required(named.qualifier, 'qualifier') || latest };
}

const configShape = ({ status, lastModifiedEpochMs }: ProvisionedConfig): object => ({
  RequestedProvisionedConcurrentExecutions: status.requested,
  AvailableProvisionedConcurrentExecutions: status.available,
  AllocatedProvisionedConcurrentExecutions: status.allocated,
  Status: status.status,
  ...optional('StatusReason', status.statusReason),
  LastModified: isoWithOffset(lastModifiedEpochMs),
});
