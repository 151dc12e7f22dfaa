/** Invokes a function in a process of its own, which a test can kill. Arguments: URL of the handler's module, event as JSON. */
const [module, event] = process.argv.slice(2) as [string, string];
const { handler } = (await import(module)) as { handler(event: unknown, context: object): Promise<unknown> };
await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000 });
