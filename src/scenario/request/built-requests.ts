import type { RequestBody } from '../../model/http/request.ts';
import type { Expectation } from '../../target-kinds/fields/expect.ts';
import type { Scenario } from '../schema.ts';
import { bodyEncoding, type Cell, ColumnText, percentEncoded, plainly, wellFormed } from './column-text.ts';
import { type Feed, type FeedRow, invalid } from './feed-rows.ts';
import type { Choice, Choices } from './pick-requests.ts';

/** A request as it is sent. */
export interface BuiltRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** Requests of which each belongs to an entry of `requests`, or has the name of a recorded one. */
export interface NamedRequests {
  readonly list: readonly BuiltRequest[];
  /** Empty where the scenario has one request. */
  readonly entries: readonly RequestEntry[];
  /** By the index of a request: its entry. */
  readonly entryOf: Int32Array;
}

interface RequestEntry {
  readonly name: string;
  /** Its own, which goes before that of the target. */
  readonly expect?: Expectation | undefined;
}

/** All requests of a scenario. */
export interface BuiltRequests extends NamedRequests, Choices {
  /** How many records of `requestsFile` are not sent, by the reason. */
  readonly leftOut?: ReadonlyMap<string, number>;
}

/** What an entry of `requests` comes to, with what it has from `request`. */
export interface RequestTemplate extends BuiltRequest {
  /** Absent where the scenario has no list. */
  readonly name?: string;
  readonly weight: number;
  readonly bodyFile?: string;
  /** Its own, which goes before that of the target. */
  readonly expect?: Expectation;
}

export function requestTemplates({ request, requests }: Pick<Scenario, 'request' | 'requests'>): RequestTemplate[] {
  const { method, path, headers, ...rest } = request;
  const own = { method, path, headers, ...bodyOf(rest) };
  if (requests === undefined) return [{ ...own, weight: 1 }];
  return requests.map(({ name, weight, expect, ...entry }) => ({
    ...{ name, weight, method: entry.method ?? method, path: entry.path ?? path },
    headers: withHeaders(headers, entry.headers),
    ...(entry.body === undefined && entry.bodyFile === undefined ? bodyOf(rest) : bodyOf(entry)),
    ...(expect !== undefined && { expect }),
  }));
}

interface Body {
  readonly body?: string | undefined;
  readonly bodyFile?: string | undefined;
}

const bodyOf = ({ body, bodyFile }: Body) => ({
  ...(body !== undefined && { body }),
  ...(bodyFile !== undefined && { bodyFile }),
});

/** Names of headers ignore case. */
export function withHeaders(common: BuiltRequest['headers'], own: BuiltRequest['headers']): BuiltRequest['headers'] {
  const named = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(common).filter(([name]) => !named.has(name.toLowerCase()))), ...own };
}

/** The feed of a scenario, and what its messages call its file. */
export interface NamedFeed extends Feed {
  readonly file: string;
  readonly order: Choices['order'];
}

/**
 * Builds every request once: one for each entry, or one for each row of the feed where an entry names columns.
 * @param templates with the content of their body files in `body`: text, or bytes that name no column
 * @throws {UserError} `feed-invalid` where a value cannot be sent
 */
export function buildRequests(templates: readonly RequestTemplate[], feed: NamedFeed | undefined): BuiltRequests {
  const list: BuiltRequest[] = [];
  const entryOf: number[] = [];
  const choices: Choice[] = [];
  for (const [entry, template] of templates.entries()) {
    const first = list.length;
    const filled = feed && new FilledTemplate(template, feed);
    const takesRows = filled?.takesRows === true;
    if (filled === undefined) list.push(plainRequest(template));
    else if (takesRows) for (const row of filled.feed.rows) list.push(filled.request(row));
    else list.push(filled.request({ cells: [], line: 0 }));
    while (entryOf.length < list.length) entryOf.push(entry);
    choices.push({ weight: template.weight, first, takesRows });
  }
  return {
    list,
    entries: templates.flatMap(({ name, expect }) => (name === undefined ? [] : [{ name, expect }])),
    entryOf: Int32Array.from(entryOf),
    choices,
    rows: feed?.rows.length ?? 0,
    order: feed?.order ?? 'inTurn',
  };
}

const plainRequest = ({ method, path, headers, body }: RequestTemplate): BuiltRequest => ({
  ...{ method, path, headers },
  ...(body !== undefined && { body }),
});

class FilledTemplate {
  readonly feed: NamedFeed;
  readonly takesRows: boolean;
  private readonly method: string;
  private readonly path: ColumnText;
  private readonly headers: readonly (readonly [string, ColumnText])[];
  private readonly body: ColumnText | undefined;
  private readonly bytes: Uint8Array | undefined;
  private readonly encodeBody: (cell: Cell) => string;
  private readonly positions: ReadonlyMap<string, number>;

  constructor({ method, path, headers, body }: RequestTemplate, feed: NamedFeed) {
    this.feed = feed;
    this.method = method;
    this.path = new ColumnText(path);
    this.headers = Object.entries(headers).map(([name, value]) => [name, new ColumnText(value)]);
    this.body = typeof body === 'string' ? new ColumnText(body) : undefined;
    this.bytes = typeof body === 'string' ? undefined : body;
    const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    this.encodeBody = this.body === undefined ? plainly : bodyEncoding(this.body, contentType);
    this.positions = new Map(feed.columns.map((name, index) => [name, index]));
    const texts = [
      this.path,
      ...this.headers.map(([, value]) => value),
      ...(this.body === undefined ? [] : [this.body]),
    ];
    const names = texts.flatMap((text) => text.names);
    const unknown = names.find((name) => !this.positions.has(name));
    // In a file, no variable of the environment is replaced.
    if (unknown !== undefined)
      throw invalid(
        feed.file,
        undefined,
        `it has no column "${unknown}", which a request names`,
        'add the column, or mend the name',
      );
    this.takesRows = names.length > 0;
  }

  request({ cells, line }: FeedRow): BuiltRequest {
    const cellOf = (column: string) => cells[this.positions.get(column) ?? -1] ?? '';
    const headers = this.headers.map(([name, value]): [string, string] => {
      const text = value.fill(cellOf, plainly);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would end it
      if (/[\0-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$/.test(text))
        throw invalid(
          this.feed.file,
          line,
          `expected text without line breaks, control characters or spaces at its ends for the header \`${name}\``,
          'mend this row',
        );
      return [name, text];
    });
    return {
      method: this.method,
      path: this.path.fill(cellOf, percentEncoded),
      headers: Object.fromEntries(headers),
      ...(this.body !== undefined && { body: wellFormed(this.body.fill(cellOf, this.encodeBody)) }),
      ...(this.bytes !== undefined && { body: this.bytes }),
    };
  }
}
