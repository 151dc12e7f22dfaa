// serverless-offline requires its authentication provider as a CommonJS module; ours lives in the plugin.
module.exports = globalThis.despachoAuthentication;
