/** The recipes of docs/rules.md, each added to the starting rulebook as its text says. */
import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

type Json = Record<string, unknown>;
type RuleSource = { readonly id: string; readonly suppress?: readonly string[] };

export type Recipe = {
  readonly title: string;
  /** As the guide prints it. */
  readonly own: Json & {
    readonly rules?: readonly RuleSource[];
    readonly tables?: readonly {
      readonly id: string;
      readonly rows: readonly Json[];
      readonly else?: Json;
    }[];
    readonly examples: readonly Json[];
  };
  /** The whole rulebook as YAML. */
  readonly source: string;
  /** Whether the guide says that saving it gives a warning. */
  readonly hasWarning: boolean;
};

const fileText = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const GUIDE = fileText("docs/rules.md");
const STARTING = parse(fileText("rules/default.yaml")) as Recipe["own"] & {
  readonly rules: readonly RuleSource[];
};

/** The ids of the rules of a recipe, and of the rows of its tables. */
export const ruleIdsOf = ({ rules = [], tables = [] }: Recipe["own"]): readonly string[] => [
  ...rules.map(({ id }) => id),
  ...tables.flatMap(({ id, rows, else: otherwise }) => [
    ...rows.map((_, index) => `${id}/${index + 1}`),
    ...(otherwise === undefined ? [] : [`${id}/else`]),
  ]),
];

/** The part of the guide without the recipes, and the recipes. */
export const splitGuide = (): { readonly guide: string; readonly cookbook: string } => {
  const [before = "", rest = ""] = GUIDE.split("\n## Cookbook\n");
  const end = rest.indexOf("\n## ");
  return { guide: before + rest.slice(end), cookbook: rest.slice(0, end) };
};

/** Sections are put beside those of the same name, entry by entry. */
const merged = (name: string, own: Json): Json => {
  const entries = { ...(STARTING[name] as Json | undefined), ...(own[name] as Json | undefined) };
  return Object.keys(entries).length === 0 ? {} : { [name]: entries };
};

const addedToStarting = (own: Recipe["own"]): Json => {
  const { rules = [] } = own;
  const replaced = new Set(rules.map(({ id }) => id));
  return {
    ...STARTING,
    ...own,
    ...merged("plans", own),
    ...merged("texts", own),
    rules: [...STARTING.rules.filter(({ id }) => !replaced.has(id)), ...rules],
    examples: [...STARTING.examples, ...own.examples],
  };
};

const recipeOf = (section: string): Recipe => {
  const title = section.slice(0, section.indexOf("\n"));
  const own = parse(/```yaml\n([\s\S]*?)```/.exec(section)![1]!) as Recipe["own"];
  return { title, own, source: stringify(addedToStarting(own)), hasWarning: section.includes("warning") };
};

const CATALOGUE = {
  ...STARTING_CATALOGUE,
  BOOKMARK: { sku: "BOOKMARK", type: "physical", title: "Bookmark" },
  "WELCOME-KIT": { sku: "WELCOME-KIT", type: "physical", title: "Welcome kit" },
};

/** Checks the rulebook of a recipe with the items in the catalogue that the recipes add. */
export const checkRecipe = (source: string) =>
  checkRulebook(source, "yaml", {
    skus: new Set(Object.keys(CATALOGUE)),
    catalogue: CATALOGUE,
    now: "2026-11-24T12:00:00.000Z",
  });

export const RECIPES: readonly Recipe[] = splitGuide().cookbook.split("\n### ").slice(1).map(recipeOf);
