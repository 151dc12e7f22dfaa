/** The company's name and address, as packing slips print it, and the language that its people read. */
import type { Language } from "../domain/localized-text.ts";
import type { Party } from "../domain/slip.ts";
import { environment } from "./environment.ts";

export type Company = Party & { readonly language: Language };

export const company = (): Company => {
  const { COMPANY_NAME, COMPANY_ADDRESS, COMPANY_PHONE, COMPANY_TAX_ID, COMPANY_LANGUAGE } = environment();
  return {
    name: COMPANY_NAME,
    address: COMPANY_ADDRESS,
    phone: COMPANY_PHONE,
    taxId: COMPANY_TAX_ID,
    language: COMPANY_LANGUAGE,
  };
};
