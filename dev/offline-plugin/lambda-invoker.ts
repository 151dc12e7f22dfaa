/** Invokes a function through serverless-offline's port for the AWS Lambda API. */
import type { InvocationResult } from "./batch-outcome.ts";

export type InvokeFunction = (functionName: string, event: unknown) => Promise<InvocationResult>;

const parseJson = (text: string): unknown => {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
};

const errorMessage = (payload: unknown): string =>
  typeof payload === "object" && payload !== null && "errorMessage" in payload
    ? String(payload.errorMessage)
    : "the invocation failed";

/** Never throws: an unreachable function is an InvocationResult of kind `error`. */
export const lambdaInvoker =
  (lambdaUrl: string): InvokeFunction =>
  async (functionName, event) => {
    try {
      const response = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
        method: "POST",
        body: JSON.stringify(event),
      });
      const payload = parseJson(await response.text());
      const failed = !response.ok || response.headers.has("x-amz-function-error");
      return failed ? { kind: "error", message: errorMessage(payload) } : { kind: "response", payload };
    } catch (error) {
      return { kind: "error", message: `the function could not be reached: ${String(error)}` };
    }
  };
