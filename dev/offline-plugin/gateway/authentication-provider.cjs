// serverless-offline requires its authentication provider as a CommonJS module; authentication.ts sets this global.
module.exports = globalThis.despachoAuthentication;
