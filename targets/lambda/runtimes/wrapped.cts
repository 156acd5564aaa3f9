/**
 * Starts a runtime of Node as the one and last argument of its command. Wrapper scripts put options of Node before the last argument,
 * as AWS's own example does, so arguments of the runtime's own cannot follow it.
 */
const [script = '', ...args]: string[] = JSON.parse(process.env['ROLLCALL_WRAPPED_RUNTIME'] ?? '[]');
delete process.env['ROLLCALL_WRAPPED_RUNTIME'];
process.argv.splice(1, process.argv.length, script, ...args);
void import(process.getBuiltinModule('node:url').pathToFileURL(script).href);
