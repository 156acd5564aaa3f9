import { bytesOf } from './wtf8.ts';

/**
 * A value of a JSON document as it is written there: `12345678901234567891`, `1.0`, `"a\u0062"`. Of equal keys the last one counts,
 * as with `JSON.parse`. Undefined where the path leads nowhere.
 * @param json a document that `JSON.parse` accepts, one byte per character (Latin-1)
 */
export function tokenAt(json: string, path: readonly string[]): string | undefined {
  let at: number | undefined = afterSpace(json, 0);
  for (const key of path) {
    at = json[at] === '{' ? memberAt(json, at, key) : json[at] === '[' ? elementAt(json, at, key) : undefined;
    if (at === undefined) return undefined;
  }
  return json.slice(at, endOfValue(json, at));
}

/** The bytes of the text that a string token stands for. */
export function bytesOfToken(token: string): Buffer {
  const content = token.slice(1, -1);
  if (!content.includes('\\')) return Buffer.from(content, 'latin1');
  const pieces = content.match(escapesOrBytes) ?? [];
  return Buffer.concat(
    pieces.map((piece) =>
      piece.startsWith('\\') ? bytesOf(JSON.parse(`"${piece}"`) as string) : Buffer.from(piece, 'latin1'),
    ),
  );
}

/** Neighboring `\u` escapes stay together, as two of them may be one character. */
const escapesOrBytes = /(?:\\u[0-9a-fA-F]{4})+|\\.|[^\\]+/g;

function memberAt(json: string, object: number, key: string): number | undefined {
  const wanted = Buffer.from(key).toString('latin1');
  let found: number | undefined;
  let at = afterSpace(json, object + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const value = afterSpace(json, afterSpace(json, keyEnd) + 1);
    if (bytesOfToken(json.slice(at, keyEnd)).toString('latin1') === wanted) found = value;
    at = nextEntry(json, value);
  }
  return found;
}

function elementAt(json: string, list: number, key: string): number | undefined {
  let index = 0;
  let at = afterSpace(json, list + 1);
  while (at < json.length && json[at] !== ']') {
    if (key === String(index)) return at;
    at = nextEntry(json, at);
    index += 1;
  }
  return undefined;
}

/** From a value to what follows it in its object or list, its end included. */
function nextEntry(json: string, value: number): number {
  const end = afterSpace(json, endOfValue(json, value));
  return json[end] === ',' ? afterSpace(json, end + 1) : end;
}

function endOfValue(json: string, at: number): number {
  if (json[at] === '"') return endOfString(json, at);
  if (json[at] === '{' || json[at] === '[') return endOfNested(json, at);
  return positionAfter(json, at, literal);
}

function endOfNested(json: string, opening: number): number {
  let depth = 0;
  let at = opening;
  do {
    at = positionAfter(json, at, untilStructure);
    const character = json[at];
    if (character === '"') at = endOfString(json, at);
    else {
      depth += character === '{' || character === '[' ? 1 : -1;
      at += 1;
    }
  } while (depth > 0 && at < json.length);
  return at;
}

function endOfString(json: string, opening: number): number {
  let at = opening;
  do {
    at = json.indexOf('"', at + 1);
  } while (at !== -1 && isEscaped(json, at));
  return at === -1 ? json.length : at + 1;
}

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

const literal = /[^,\]}\s]*/y;
const untilStructure = /[^"{}[\]]*/y;
const space = /[ \t\r\n]*/y;

const afterSpace = (json: string, at: number): number => positionAfter(json, at, space);

function positionAfter(json: string, at: number, sticky: RegExp): number {
  sticky.lastIndex = at;
  sticky.exec(json);
  return sticky.lastIndex;
}
