import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityHeaders } from '../../../src/model/identity.ts';
import { LambdaHere } from '../lambda/embedded/here.ts';
import { answerOf, metersIn } from './tagged-server.ts';

const guide = readFileSync(join(import.meta.dirname, '../../../docs/tagging.md'), 'utf8');

/** Files of a language, by the name in their first line. */
function filesIn(language: string): Map<string, string> {
  const blocks = guide.matchAll(new RegExp(`\`\`\`${language}\\n((?:#|//) (\\S+)\\n.*?)\`\`\``, 'gs'));
  return new Map([...blocks].map(([, code = '', name = '']) => [name, code]));
}

const withoutCpu = ['handlerMs', 'inFlight'];
const withCpu = ['cpuMs', 'cpuScope', ...withoutCpu];

it('the table of headers has a row for each, and for no other', () => {
  const rows = [...guide.matchAll(/^\| `(rollcall-[a-z-]+)`/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.values(identityHeaders));
});

it('the names for JSON are those of the facts', () => {
  const named = /with the names (.*?)\./s.exec(guide)?.[1]?.match(/\w+(?=`)/g);
  expect(named).toEqual(Object.keys(identityHeaders));
});

it.each(['rollcall/lambda', 'rollcall/node'])('%s is what the package exports, and needs nothing but Node', (entry) => {
  const program = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(\`export async function load(url, context, next) {
      if (url.includes('/node_modules/')) throw new Error(url);
      return next(url, context);
    }\`));
    const { rollcall } = await import('${entry}');
    process.stdout.write(typeof rollcall);`;
  const root = join(import.meta.dirname, '../../..');
  expect(execFileSync('node', ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' })).toBe(
    'function',
  );
});

// Every server of the guide's readers stands here for one: an answer of known length, one in pieces, and one that fails.
const wsgiServer = `
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from tagged_wsgi import Tagged

def app(environ, start_response):
    if environ["PATH_INFO"] == "/throws":
        raise ValueError("mine")
    if environ["PATH_INFO"] == "/pieces":
        start_response("200 OK", [("x-mine", "1")])
        return iter([b"one ", b"two"])
    start_response("201 Created", [("x-mine", "1"), ("Content-Length", "4")])
    return [b"mine"]

class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass

server = make_server("127.0.0.1", 0, Tagged(app), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
`;

/** The least that asks an ASGI application over HTTP, with nothing but the standard library. */
const asgiServer = `
import asyncio
from tagged_asgi import Tagged

async def app(scope, receive, send):
    if scope["path"] == "/pieces":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-mine", b"1")]})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})
        return
    if scope["path"] == "/throws":
        raise ValueError("mine")
    headers = [(b"x-mine", b"1"), (b"content-length", b"4")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": b"mine"})

tagged = Tagged(app)

async def serve(reader, writer):
    request = (await reader.readuntil(b"\\r\\n\\r\\n")).decode().split(" ")
    async def send(message):
        if message["type"] == "http.response.start":
            writer.write(f"HTTP/1.1 {message['status']} Fine\\r\\nConnection: close\\r\\n".encode())
            writer.write(b"".join(name + b": " + value + b"\\r\\n" for name, value in message["headers"]) + b"\\r\\n")
        else:
            writer.write(message["body"])
    try:
        await tagged({"type": "http", "path": request[1]}, None, send)
    except ValueError:
        writer.write(b"HTTP/1.1 500 Mine\\r\\nConnection: close\\r\\n\\r\\n")
    writer.close()

async def main():
    # What is not HTTP is not ours: its scope goes through as it is.
    seen = []
    async def lifespan(scope, receive, send):
        seen.append(scope["type"])
    await Tagged(lifespan)({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
`;

describe('Python', () => {
  let directory = '';

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'rollcall-guide-'));
    const files = filesIn('python').set('wsgi_server.py', wsgiServer).set('asgi_server.py', asgiServer);
    for (const [name, code] of files) writeFileSync(join(directory, name), code);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('the handler of the guide says who it is and what it took, and keeps its own headers', async () => {
    const code = { kind: 'python', file: join(directory, 'app.py'), function: 'handler' } as const;
    await using lambda = await LambdaHere.start('', { code });
    const answers = [await answerOf(lambda.url), await answerOf(lambda.url)];
    expect(answers.map(({ identity }) => [identity?.invocationId, identity?.coldStart])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(new Set(answers.map(({ identity }) => identity?.instanceId)).size).toBe(1);
    expect(answers.map(metersIn)).toEqual([withCpu, withCpu]);
    expect(answers.map(({ headers, text }) => [headers.get('x-mine'), text])).toEqual(Array(2).fill(['1', 'mine']));
  });

  it.each(['wsgi_server.py', 'asgi_server.py'])(
    '%s: the middleware of the guide counts 4 calls, whole, in pieces and failed',
    async (file) => {
      await using server = await PythonServer.start(directory, file);
      const whole = await answerOf(`${server.url}/`);
      const pieces = await answerOf(`${server.url}/pieces`);
      expect((await answerOf(`${server.url}/throws`)).status).toBe(500);
      const last = await answerOf(`${server.url}/`);
      expect([whole.status, whole.text, whole.headers.get('x-mine')]).toEqual([201, 'mine', '1']);
      expect([pieces.status, pieces.text, pieces.headers.get('x-mine')]).toEqual([200, 'one two', '1']);
      expect([whole, pieces, last].map(({ identity }) => identity?.invocationId)).toEqual([1, 2, 4]);
      expect([whole, pieces, last].map(metersIn)).toEqual([withCpu, ['inFlight'], withCpu]);
      expect([whole, pieces, last].map(({ meters }) => meters.inFlight)).toEqual([1, 1, 1]);
    },
  );
});

class PythonServer implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  static async start(directory: string, file: string): Promise<PythonServer> {
    // What a failing application prints is not for our log.
    const child = spawn('python3', [file], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const port of createInterface({ input: child.stdout })) return new PythonServer(child, port);
    throw new Error(`${file} ended before it was ready`);
  }

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
