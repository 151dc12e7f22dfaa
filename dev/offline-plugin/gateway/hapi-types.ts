/** What the plugin uses of hapi, which serverless-offline brings without its types. */
import type { IncomingMessage } from "node:http";

export type HapiRequest = {
  mime: string;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly route: { readonly path: string };
  readonly raw: { readonly req: IncomingMessage };
  /** Set by `inject`. */
  readonly app: { readonly rawHeaders?: readonly string[] };
};

export type HapiToolkit = {
  readonly continue: symbol;
  authenticated(result: { readonly credentials: object }): unknown;
  response(body: object): { code(status: number): { takeover(): unknown } };
};

export type InjectedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: Buffer;
  readonly remoteAddress: string;
  readonly app: HapiRequest["app"];
};

export type InjectedResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, number | string | readonly string[]>>;
  readonly rawPayload: Buffer;
};

export type HapiServer = {
  ext(point: string, handler: (request: HapiRequest, h: HapiToolkit) => unknown): void;
  initialize(): Promise<void>;
  inject(request: InjectedRequest): Promise<InjectedResponse>;
};
