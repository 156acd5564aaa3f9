import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { printable } from '../../model/printable.ts';
import type { Path } from './problem.ts';
import { unitForm } from './units.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML text as plain data, with the position of each field. */
export interface SourceDocument {
  readonly data?: unknown;
  /** Broken YAML without usable data. */
  readonly broken: boolean;
  readonly syntaxProblems: readonly (Position & { readonly message: string })[];
  /** Position of a field, or of the map that should contain it; undefined if there is no text. */
  positionOf(path: Path, at: 'value' | 'key'): Position | undefined;
}

/** One mistake can produce hundreds of errors in the text that follows. */
const mostSyntaxProblems = 20;

export function readDocument(text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parsedDocument(text, lines);
  if (document === undefined) return tooDeep;
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntaxProblems = [...document.errors, ...document.warnings].slice(0, mostSyntaxProblems).map((error) => ({
    ...positionAt(error.pos[0]),
    message: syntaxMessage(error.code, error.message),
  }));
  const positionOf = (path: Path, at: 'value' | 'key') => positionAt(offsetOf(document, path, at));
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY'))
    return { broken: true, syntaxProblems, positionOf };
  const plain = plainData(document);
  if ('data' in plain) return { broken: false, data: plain.data, syntaxProblems, positionOf };
  return {
    broken: true,
    syntaxProblems: [...syntaxProblems, { ...positionAt(0), message: plain.message }],
    positionOf,
  };
}

/** Data that was never a text. */
export const documentOf = (data: unknown): SourceDocument => ({
  data,
  broken: false,
  syntaxProblems: [],
  positionOf: () => undefined,
});

/** Undefined if the nesting is too deep for the recursive parser. */
export function parsedDocument(text: string, lineCounter?: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, { ...(lineCounter && { lineCounter }), prettyErrors: false, stringKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const nestedTooDeeply = 'lists and maps are nested too deeply';

const tooDeep: SourceDocument = {
  broken: true,
  syntaxProblems: [{ line: 1, column: 1, message: nestedTooDeeply }],
  positionOf: () => ({ line: 1, column: 1 }),
};

/** The parser's message, except for messages to programmers. */
function syntaxMessage(code: string, message: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'duplicate key';
    case 'MULTIPLE_DOCS':
      return 'a second document starts here; expected one document per file';
    case 'NON_STRING_KEY':
      return 'expected a plain word as key, got a list or a map';
    default:
      // The parser catches its own stack overflow.
      if (/call stack/.test(message)) return nestedTooDeeply;
      // The parser may quote a secret.
      return `invalid YAML: ${printable(message.replaceAll('\n', ' ').replace(/: ".*"$/, '')).slice(0, 200)}`;
  }
}

/** Resolves aliases, which finds aliases without an anchor and aliases that expand to millions of nodes. */
export function plainData(document: Document): { data: unknown } | { message: string } {
  try {
    return { data: document.toJS() };
  } catch (error) {
    if (error instanceof RangeError) return { message: nestedTooDeeply };
    if (!(error instanceof ReferenceError)) throw error;
    return { message: syntaxMessage('ALIAS', error.message) };
  }
}

function offsetOf(document: Document, path: Path, at: 'value' | 'key'): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, key] of path.entries()) {
    const map = isAlias(node) ? node.resolve(document) : node;
    const field = fieldOf(map, key) ?? fieldOf(map, unitForm(String(key))?.plain ?? key);
    if (field === undefined) return offset;
    const { key: keyNode, value } = field;
    const pointed = at === 'key' && depth === path.length - 1 ? (keyNode ?? value) : (value ?? keyNode);
    offset = pointed?.range?.[0] ?? offset;
    node = value;
  }
  return offset;
}

interface Field {
  readonly key: Node | null;
  readonly value: Node | null;
}

function fieldOf(node: Node | null | undefined, key: PropertyKey): Field | undefined {
  if (isSeq<Node>(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? undefined : { key: null, value };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
