import { withoutByteOrderMark } from '../../model/json/byte-order-mark.ts';
import { bytesOfToken, tokenAt } from '../../model/json/token.ts';
import { exactText, exactTextOf } from './exact-text.ts';

/** The fields of a JSON body, by paths such as `meta.instanceId`. */
export class JsonBody {
  private readonly bytes: Buffer;
  private readonly value: unknown;

  /** Undefined for a body that is no JSON: it has no fields, and that is not a fault of ours. */
  static of(body: Buffer): JsonBody | undefined {
    const bytes = withoutByteOrderMark(body);
    try {
      return new JsonBody(bytes, JSON.parse(bytes.toString('utf8')));
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  private constructor(bytes: Buffer, value: unknown) {
    this.bytes = bytes;
    this.value = value;
  }

  /** Own fields only, so that no path leads into a prototype. */
  fieldAt(path: string): unknown {
    let value = this.value;
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      // The length of a list is no field of the document.
      if (Array.isArray(value) && key === 'length') return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  }

  /**
   * A text, or a number as it is written: `JSON.parse` rounds `12345678901234567891`. A text that was not UTF-8 is read again from its
   * bytes, because decoding turned every wrong byte into the same character.
   */
  idAt(path: string): string | undefined {
    const id = this.fieldAt(path);
    if (id === '' || (typeof id !== 'string' && typeof id !== 'number')) return undefined;
    if (typeof id === 'string' && !id.includes('\ufffd')) return exactTextOf(id);
    const token = tokenAt(this.bytes.toString('latin1'), path.split('.'));
    return token === undefined || typeof id === 'number' ? token : exactText(bytesOfToken(token));
  }
}
