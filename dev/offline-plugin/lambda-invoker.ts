/** Invokes a function through serverless-offline's port for the AWS Lambda API. */
import type { InvocationResult } from "./batch-outcome.ts";

export type InvokeFunction = (functionName: string, event: unknown) => Promise<InvocationResult>;

const parsed = (text: string): unknown => {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
};

const faultMessage = (payload: unknown): string =>
  typeof payload === "object" && payload !== null && "errorMessage" in payload
    ? String(payload.errorMessage)
    : "the invocation failed";

/** Never throws: that a function cannot be reached is a result like any other. */
export const lambdaInvoker =
  (lambdaUrl: string): InvokeFunction =>
  async (functionName, event) => {
    try {
      const answer = await fetch(`${lambdaUrl}/2015-03-31/functions/${functionName}/invocations`, {
        method: "POST",
        body: JSON.stringify(event),
      });
      const payload = parsed(await answer.text());
      const failed = !answer.ok || answer.headers.has("x-amz-function-error");
      return failed ? { kind: "fault", message: faultMessage(payload) } : { kind: "answer", payload };
    } catch (fault) {
      return { kind: "fault", message: `the function could not be reached: ${String(fault)}` };
    }
  };
