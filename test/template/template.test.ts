/** All tests of packaged templates in one test file, so that the stages are packaged once. */
import "./database.ts";
import "./permissions.ts";
import "./queues.ts";
import "./requests.ts";
import "./stack.ts";
