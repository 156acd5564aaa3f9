import { isObject, parsedJson } from '../../model/json/json-object.ts';
import { BadRecordError, type Read, type RecordedRequest, recorded } from './recorded-request.ts';

/** The requests of a text, each with its line or its number. */
export type Records = Iterable<{ readonly line: number; readonly read: () => Read }>;

/** Reads the file that a target names as its body. */
export type BodyFiles = (file: string) => Uint8Array;

/** Vegeta's targets in the format `json`: an object with method, url, header and a body in base64 in each line. */
export function* jsonTargets(lines: readonly string[]): Records {
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    yield {
      line: index + 1,
      read: () => {
        const target = parsedJson(line);
        if (!isObject(target)) throw new BadRecordError('expected a JSON object with method and url');
        const { method, url, header, body } = target;
        const headers = isObject(header)
          ? Object.entries(header).flatMap(([name, values]) =>
              [values].flat().map((value): [string, string] => [name, String(value)]),
            )
          : [];
        return recorded({
          ...{ atMs: undefined, method: String(method), url: String(url), headers },
          body: typeof body === 'string' ? new Uint8Array(Buffer.from(body, 'base64')) : undefined,
        });
      },
    };
  }
}

/** Vegeta's targets in the format `http`: `METHOD URL`, headers, `@file` of a body; an empty line between two, `#` before comments. */
export function* httpTargets(lines: readonly string[], bodyOf: BodyFiles): Records {
  let [block, first]: [string[], number] = [[], 0];
  for (const [index, line] of [...lines, ''].entries()) {
    const text = line.trim();
    if (text.startsWith('#')) continue;
    // A line that begins like a target is one, also without an empty line before it.
    const ends = text === '' || (block.length > 0 && targetLine.test(text));
    if (ends && block.length > 0) {
      const [own, at] = [block, first];
      yield { line: at, read: () => httpTarget(own, bodyOf) };
      block = [];
    }
    if (text === '') continue;
    if (block.length === 0) first = index + 1;
    block.push(text);
  }
}

export const targetLine = /^[A-Z]+ (https?:\/\/|\/)\S*$/;

function httpTarget([head = '', ...rest]: readonly string[], bodyOf: BodyFiles): RecordedRequest {
  if (!targetLine.test(head))
    throw new BadRecordError('expected a method and a URL, such as GET https://api.example.com/items');
  const [method = '', url = ''] = head.split(' ');
  const file = rest.find((line) => line.startsWith('@'))?.slice(1);
  const headers = rest
    .filter((line) => !line.startsWith('@'))
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      if (colon <= 0) throw new BadRecordError('expected a header such as x-key: value, or @ and the file of a body');
      return [line.slice(0, colon), line.slice(colon + 1)];
    });
  return recorded({ atMs: undefined, method, url, headers, body: file === undefined ? undefined : bodyOf(file) });
}
