import { isObject, parsedJson } from '../../../model/json/json-object.ts';
import type { ImportedSample } from './imported-sample.ts';

/**
 * The daily recordings of github.com/maxday/lambda-perf: of each runtime, packaging, memory size and architecture ten cold starts (`i`, Init
 * Duration in ms), and the memory used (`mu`). Undefined for a text of another form.
 */
export function lambdaPerfSamples(text: string): ImportedSample[] | undefined {
  const json = text.trimStart().startsWith('{') ? parsedJson(text) : undefined;
  if (!isObject(json) || !Array.isArray(json['runtimeData'])) return undefined;
  const { generatedAt } = isObject(json['metadata']) ? json['metadata'] : {};
  const round = typeof generatedAt === 'string' ? generatedAt.slice(0, 10) : 'first';
  return json['runtimeData'].flatMap((row) => (isObject(row) ? samplesOf(row, round) : []));
}

function samplesOf({ d, p, m, a, i, mu }: Readonly<Record<string, unknown>>, round: string): ImportedSample[] {
  if (!Array.isArray(i)) return [];
  const levels = { runtime: String(d), packaging: String(p), memory: String(m), architecture: String(a) };
  const inits = i.filter((initMs) => typeof initMs === 'number');
  return inits.map((initMs) => ({
    ...{ levels, round, start: 'cold' },
    values: { initMs, ...(typeof mu === 'number' && { memoryMb: mu }) },
  }));
}
