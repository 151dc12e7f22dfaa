/** The version of the API, as OpenAPI and `GET /me` show it. */
export const API_VERSION = "1.0.0";
