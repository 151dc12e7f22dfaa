/** The version of the API, as OpenAPI and `GET /me` tell it. */
export const API_VERSION = "1.0.0";
