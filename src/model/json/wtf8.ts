/** UTF-8, and for half a surrogate pair the three bytes that UTF-8 would have for its code point (WTF-8). */
export function bytesOf(text: string): Buffer {
  if (!loneSurrogate.test(text)) return Buffer.from(text);
  return Buffer.concat(
    Array.from(text, (character) => {
      const code = character.codePointAt(0) ?? 0;
      const isLone = code >= 0xd800 && code <= 0xdfff;
      return isLone ? Buffer.from([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]) : Buffer.from(character);
    }),
  );
}

const loneSurrogate = /\p{Surrogate}/u;
