/** The Lambda handler of paths that are not part of the API, such as the files of the console. */
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errorHandler, requestIdHeader, securityHeaders } from "./middleware.ts";
import { type HttpResponse, toProxyResult } from "./response.ts";

/** @param respond gets requests of every method; the body of a response to HEAD is left out here */
export const plainFunction = (respond: (event: APIGatewayProxyEvent) => HttpResponse) =>
  middy(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const result = toProxyResult(respond(event));
    return event.httpMethod === "HEAD" ? { ...result, body: "", isBase64Encoded: false } : result;
  })
    .use(requestIdHeader())
    .use(securityHeaders())
    .use(errorHandler());
