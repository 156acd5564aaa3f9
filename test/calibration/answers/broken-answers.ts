const head = (...lines: string[]): string => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const ok = `${head('content-length: 2')}ok`;
const chunked = (...pieces: string[]): string => `${head('transfer-encoding: chunked')}${pieces.join('')}`;

/** Answers that are no HTTP/1.1, or beyond the bounds. The server ends each connection after them. */
export const malformed: Readonly<Record<string, string>> = {
  garbage: 'these bytes are no HTTP\r\n\r\n',
  'garbage without a line break': 'no HTTP',
  'another protocol': 'SSH-2.0-OpenSSH_9.6\r\n',
  'HTTP/2 without being asked': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HTTP/2.0 in the status line': 'HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok',
  'HTTP/0.9': '<html>ok</html>',
  'a status of two digits': 'HTTP/1.1 20 OK\r\ncontent-length: 2\r\n\r\nok',
  'a status of four digits': 'HTTP/1.1 2000 OK\r\ncontent-length: 2\r\n\r\nok',
  'a status of letters': 'HTTP/1.1 abc OK\r\ncontent-length: 2\r\n\r\nok',
  'a status below 100': 'HTTP/1.1 099 OK\r\ncontent-length: 2\r\n\r\nok',
  'no status': 'HTTP/1.1\r\ncontent-length: 2\r\n\r\nok',
  'a header without a colon': `${head('no colon here', 'content-length: 2')}ok`,
  'a header without a name': `${head(': value', 'content-length: 2')}ok`,
  'a space in the name of a header': `${head('a b: c', 'content-length: 2')}ok`,
  'a space before the colon': `${head('a : c', 'content-length: 2')}ok`,
  'a control character in a header': `${head('a: b\u0001c', 'content-length: 2')}ok`,
  'a NUL in a header': `${head('a: b\u0000c', 'content-length: 2')}ok`,
  'a bare CR in a header': `${head('a: b\rc', 'content-length: 2')}ok`,
  'a folded line without a header': `${head(' folded', 'content-length: 2')}ok`,
  'a length that is no number': `${head('content-length: two')}ok`,
  'a negative length': `${head('content-length: -2')}ok`,
  'a length with a sign': `${head('content-length: +2')}ok`,
  'an empty length': `${head('content-length: ')}ok`,
  'a length in hexadecimal': `${head('content-length: 0x2')}ok`,
  'a length of 40 digits': `${head(`content-length: ${'9'.repeat(40)}`)}ok`,
  'two lengths': `${head('content-length: 2', 'content-length: 3')}okk`,
  'two lengths in one header': `${head('content-length: 2, 3')}okk`,
  'a length and chunks': `${head('content-length: 2', 'transfer-encoding: chunked')}2\r\nok\r\n0\r\n\r\n`,
  'a chunk without a size': chunked('\r\nok\r\n0\r\n\r\n'),
  'a chunk size of letters': chunked('zz\r\nok\r\n0\r\n\r\n'),
  'a chunk longer than its size': chunked('2\r\nokok\r\n0\r\n\r\n'),
  'a chunk size of 20 digits': chunked(`${'f'.repeat(20)}\r\nok\r\n`),
  'a negative chunk size': chunked('-2\r\nok\r\n0\r\n\r\n'),
  'a trailer without a colon': chunked('2\r\nok\r\n0\r\nno colon\r\n\r\n'),
  'a head of 100 kB': `${head(`a: ${'b'.repeat(100_000)}`, 'content-length: 2')}ok`,
  'a head of 100 kB in many lines': `${head(...Array.from({ length: 1000 }, (_, n) => `a${n}: ${'b'.repeat(94)}`), 'content-length: 2')}ok`,
  'a switch of protocols': 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  'a broken interim answer': `HTTP/1.1 103 Early Hints\r\nno colon\r\n\r\n${ok}`,
};

/** Answers that break off: what came is HTTP as far as it goes. */
export const brokenOff: Readonly<Record<string, string>> = {
  'an answer without its head’s end': 'HTTP/1.1 200 OK\r\ncontent-le',
  'half a status line': 'HTTP/1.1 2',
  'half a body': 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf',
  'half a chunk': chunked('9\r\nhalf'),
  'no last chunk': chunked('2\r\nok\r\n'),
  'an interim answer alone': 'HTTP/1.1 100 Continue\r\n\r\n',
  nothing: '',
};

/** Unusual, and still an answer. */
export const sound: Readonly<Record<string, string>> = {
  'a plain answer': ok,
  'no reason': 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok',
  'an empty reason': 'HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok',
  'HTTP/1.0 until the end of the connection': 'HTTP/1.0 200 OK\r\n\r\nok',
  'no length, until the end of the connection': 'HTTP/1.1 200 OK\r\n\r\nok',
  'an extension of a chunk': chunked('2;a=b\r\nok\r\n0\r\n\r\n'),
  'a trailer': chunked('2\r\nok\r\n0\r\na: b\r\n\r\n'),
  'a header of Latin-1': `${head('a: \u00fc', 'content-length: 2')}ok`,
  'an empty header': `${head('a:', 'content-length: 2')}ok`,
  'an equal length twice': `${head('content-length: 2', 'content-length: 2')}ok`,
  'an equal length twice in one header': `${head('content-length: 2, 2')}ok`,
  'a folded header': `${head('a: b', ' c', 'content-length: 2')}ok`,
};
