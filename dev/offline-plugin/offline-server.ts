/** Starts serverless-offline's Lambda emulation and its routes, without the HTTP server that it would listen with. */
import { useNativeTypeScript } from "./native-typescript.ts";
import type { HapiServer } from "./gateway/hapi-types.ts";
import type { Serverless } from "./serverless-types.ts";

type Events = { readonly lambdas: readonly object[]; readonly httpEvents: readonly object[] };

type OfflinePlugin = {
  internals(): {
    mergeOptions(): void;
    getEvents(): Events;
    createLambda(lambdas: readonly object[]): Promise<void>;
    createHttp(events: readonly object[], skipStart: boolean): Promise<void>;
    getApiGatewayServer(): HapiServer;
  };
};

const isOfflinePlugin = (plugin: object): plugin is OfflinePlugin => "internals" in plugin;

/** @throws Error when serverless-offline is not among the plugins */
export const startOfflineServer = async ({ pluginManager }: Serverless): Promise<HapiServer> => {
  const plugin = pluginManager.getPlugins().find(isOfflinePlugin);
  if (plugin === undefined) throw new Error("the plugin serverless-offline is not loaded");
  const offline = plugin.internals();
  useNativeTypeScript();
  offline.mergeOptions();
  const { lambdas, httpEvents } = offline.getEvents();
  await offline.createLambda(lambdas);
  await offline.createHttp(httpEvents, true);
  const server = offline.getApiGatewayServer();
  await server.initialize();
  return server;
};
