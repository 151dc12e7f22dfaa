/**
 * The currencies of ISO 4217, by the number of digits of their minor unit. Source: list one of SIX, the maintenance agency
 * (https://www.six-group.com/en/products-services/financial-information/data-standards.html), published 2026-01-01. Intl's
 * digits are those of CLDR, which differ from ISO 4217 for two dozen currencies and change with the version of Node.
 */
const CODES_BY_DIGITS: readonly (readonly [digits: number, codes: string])[] = [
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
     CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
     HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
     MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
     RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
     USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  ],
  [0, `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`],
  [3, `BHD IQD JOD KWD LYD OMR TND`],
  [4, `CLF UYW`],
  // Units without a minor unit: metals, bond market units, special drawing rights, testing, no currency.
  [0, `XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX`],
];

const DIGITS: ReadonlyMap<string, number> = new Map(
  CODES_BY_DIGITS.flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => [code, digits] as const)),
);

/** The alphabetic codes, sorted. */
export const CURRENCY_CODES: readonly string[] = [...DIGITS.keys()].sort();

export const isCurrency = (code: string): boolean => DIGITS.has(code);

/** The digits after the decimal point. Stored orders may have a currency that has since been withdrawn; those had two. */
export const currencyDigits = (code: string): number => DIGITS.get(code) ?? 2;
