// The framework imports variables from JavaScript files only; Node strips the types of the required TypeScript. The framework
// resolves variables before it loads plugins, so an old Node ends here.
require("../require-node.cjs");
module.exports = require("./variables.ts");
