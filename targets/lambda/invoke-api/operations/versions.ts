import { optional } from '../../../../src/model/optional.ts';
import { violation } from '../../functions/service-error.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../exchange.ts';
import { functionConfiguration } from '../function-configuration-shape.ts';
import { unqualifiedFunction } from '../function-name.ts';
import { JsonInput } from '../json-input.ts';
import { pageOf } from '../page.ts';

export function publishVersion(request: ApiRequest): ApiAnswer {
  const record = unqualifiedFunction(request);
  const input = JsonInput.parse(request.body);
  const description = input.string('Description');
  if (description !== undefined && description.length > 256) {
    throw violation(description, 'description', 'Member must have length less than or equal to 256');
  }
  const version = record.publish({
    ...optional('codeSha256', input.string('CodeSha256') || undefined),
    ...optional('description', description || undefined),
    ...optional('revisionId', input.string('RevisionId') || undefined),
  });
  return jsonAnswer(201, functionConfiguration(version, version.version));
}

export function listVersionsByFunction(request: ApiRequest): ApiAnswer {
  const { versions } = unqualifiedFunction(request);
  const page = pageOf(request, versions, ({ version }) => version, 10_000);
  return jsonAnswer(200, {
    Versions: page.items.map((version) => functionConfiguration(version, version.version)),
    ...page.next,
  });
}
