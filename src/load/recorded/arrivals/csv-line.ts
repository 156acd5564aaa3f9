/** The fields of a row of a CSV table (RFC 4180) that is one line. */
export function csvFields(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(field)].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}

const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
