import { latest } from '../../functions/function-version.ts';
import { oneOf } from '../constraints.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../exchange.ts';
import { functionConfiguration } from '../function-configuration-shape.ts';
import { pageOf } from '../page.ts';

/** GET /2015-03-31/functions: `$LATEST` of each, or with `FunctionVersion=ALL` the published versions too. */
export function listFunctions(request: ApiRequest): ApiAnswer {
  const all = oneOf(request.query.get('FunctionVersion') ?? undefined, 'functionVersion', ['ALL']) === 'ALL';
  const versions = request.platform.functions.all.flatMap((record) => (all ? record.versions : [record.latest]));
  const page = pageOf(request, versions, ({ functionName, version }) => `${functionName}:${version}`, 10_000);
  const Functions = page.items.map((version) =>
    functionConfiguration(version, all || version.version !== latest ? version.version : undefined),
  );
  return jsonAnswer(200, { Functions, ...page.next });
}
