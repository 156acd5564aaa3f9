import { isObject, parsedJson } from '../../../model/json/json-object.ts';
import type { ImportedFile, ImportedSample } from './imported-sample.ts';

/**
 * The daily recordings of github.com/maxday/lambda-perf: of each runtime, packaging, memory size and architecture ten cold starts (`i`, Init
 * Duration in ms), and the memory used (`mu`). Undefined for a text of another form.
 */
export function lambdaPerfSamples(text: string): ImportedFile | undefined {
  const json = text.trimStart().startsWith('{') ? parsedJson(text) : undefined;
  if (!isObject(json) || !Array.isArray(json['runtimeData'])) return undefined;
  const { generatedAt } = isObject(json['metadata']) ? json['metadata'] : {};
  const date = typeof generatedAt === 'string' ? ` ${generatedAt.slice(0, 10)}` : '';
  const samples = json['runtimeData'].flatMap((row) => (isObject(row) ? samplesOf(row) : []));
  return { source: `lambda-perf${date}`, samples };
}

function samplesOf({ d, p, m, a, i, mu }: Readonly<Record<string, unknown>>): ImportedSample[] {
  if (!Array.isArray(i)) return [];
  const levels = { runtime: String(d), packaging: String(p), memory: String(m), architecture: String(a) };
  const inits = i.filter((initMs) => typeof initMs === 'number');
  return inits.map((initMs) => ({
    ...{ levels, round: 'first', start: 'cold' },
    values: { initMs, ...(typeof mu === 'number' && { memoryMb: mu }) },
  }));
}
