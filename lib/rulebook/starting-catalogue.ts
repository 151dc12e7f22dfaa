/** The entries that every deployment starts with; rulebooks are checked offline against them. */
import type { Catalogue } from "../domain/catalogue.ts";

export const STARTING_CATALOGUE: Catalogue = {
  "VIDEO-SKI": {
    sku: "VIDEO-SKI",
    type: "video",
    title: "Learning to Ski",
    link: "https://videos.example.com/learning-to-ski",
  },
  "VIDEO-FIRST-AID": {
    sku: "VIDEO-FIRST-AID",
    type: "video",
    title: "First Aid",
    link: "https://videos.example.com/first-aid",
  },
};
