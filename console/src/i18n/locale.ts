/** The reader's language, and text in it. */
import { effect } from "@preact/signals";
import { stored } from "../app/stored.ts";

export const LOCALES = ["pt-BR", "en"] as const;
export type Locale = (typeof LOCALES)[number];

const ofBrowser = (): Locale => (navigator.language.toLowerCase().startsWith("en") ? "en" : "pt-BR");

export const locale = stored<Locale>("despacho.locale", ofBrowser(), (value) =>
  LOCALES.includes(value as Locale),
);

/**
 * Texts of a screen in both languages, as a function that returns those of the reader's. The English ones define which there
 * are: a missing translation does not compile.
 */
export const texts =
  <Texts extends object>(en: Texts, pt: NoInfer<Texts>): (() => Texts) =>
  () =>
    locale.value === "en" ? en : pt;

export const followLocale = (): void => {
  effect(() => {
    document.documentElement.lang = locale.value;
  });
};
