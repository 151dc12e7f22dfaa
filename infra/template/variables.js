// The framework imports variables from JavaScript files only; Node strips the types of the imported TypeScript.
export * from "./variables.ts";
