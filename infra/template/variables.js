// The framework loads plain JavaScript only; Node takes the types off the rest.
export * from "./variables.ts";
