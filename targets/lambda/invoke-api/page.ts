import { invalidParameter, violation } from '../functions/service-error.ts';
import type { ApiRequest } from './exchange.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextMarker?: string };
}

/**
 * The part of a list that a request asks for with `Marker` and `MaxItems`. A marker names the last item before its page, so
 * that a list which changes meanwhile neither repeats nor skips others.
 * @param most what `MaxItems` may be; whatever it is, there are at most 50 on a page, as in Lambda.
 * @throws {ServiceError} a marker that no page gave, a number out of range.
 */
export function pageOf<T>({ query }: ApiRequest, all: readonly T[], keyOf: (item: T) => string, most: number): Page<T> {
  const marker = query.get('Marker');
  const maxItems = Math.min(itemsOf(query.get('MaxItems'), most), 50);
  const start = marker === null || marker === '' ? 0 : all.findIndex((item) => markerOf(keyOf(item)) === marker) + 1;
  if (start === 0 && marker) throw invalidParameter(`Invalid Marker: ${marker}`);
  const items = all.slice(start, start + maxItems);
  const last = items.at(-1);
  const isLast = last === undefined || start + maxItems >= all.length;
  return { items, next: isLast ? {} : { NextMarker: markerOf(keyOf(last)) } };
}

const markerOf = (key: string): string => Buffer.from(key).toString('base64url');

function itemsOf(text: string | null, most: number): number {
  if (text === null) return most;
  const wanted = Number(text);
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw violation(text, 'maxItems', 'Member must have value greater than or equal to 1');
  }
  if (wanted > most) throw violation(text, 'maxItems', `Member must have value less than or equal to ${most}`);
  return wanted;
}
