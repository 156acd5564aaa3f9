// Loads nothing: its init is the start of Node and of the runtime.
exports.handler = async () => ({ statusCode: 200, body: 'hello' });
