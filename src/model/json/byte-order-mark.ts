const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** A body without the mark that .NET and others begin UTF-8 with. RFC 8259, section 8.1, lets a reader of JSON ignore it. */
export const withoutByteOrderMark = (body: Buffer): Buffer =>
  body[0] === 0xef && body.subarray(0, 3).equals(byteOrderMark) ? body.subarray(3) : body;
