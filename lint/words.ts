/** Words that the code base does not use, each with the standard term that replaces it. */

export type WordRule = {
  /** Matched against one line of text. */
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly use: string;
  /** Paths that the rule looks at; every checked file when left out. */
  readonly within?: RegExp;
  /** Lines that the rule accepts: stored names, wire names, other meanings. */
  readonly except?: RegExp;
};

const RULEBOOK = /^lib\/rulebook\//;
const DOCUMENTS = /^functions\/(reports|emails)\//;
const DEV = /^(dev|test|cli)\//;

export const WORDS: readonly WordRule[] = [
  // Issues and errors.
  {
    pattern: /\bfaults?\b|Faults?(?![a-z])/i,
    use: "issue (returned) or error (thrown)",
    except: /default|faulty/i,
  },
  { pattern: /\bfaulty\b/i, use: "failing" },
  { pattern: /[Hh]opeless/, use: "permanent (isPermanent)" },
  { pattern: /\b(desk|Desk)\b/, use: "DiagnosticCollector" },
  { pattern: /\b(tells?|told|telling)\b/, use: "report, say, show" },
  { pattern: /\bspot\b/, use: "SourceRange, range", within: RULEBOOK },
  // Rooms and processes.
  { pattern: /\blib\/(edge|store|testing)\b|\binfra\/(local|cloud|cli)\b/, use: "today's folder" },
  {
    pattern: /\b(orphan|leftover|keeper|kept[- ]part|KeptPart)\b/i,
    use: "parent-watchdog, stale-postmaster, postgres-runner, SupervisedService",
  },
  { pattern: /\bparts?\b/, use: "service", within: /^dev\// },
  { pattern: /\bsurroundings\b/i, use: "deps" },
  { pattern: /\bjourneys?\b/i, use: "e2e scenario" },
  { pattern: /\bacceptance (check|test|run)|\bAcceptance\b|runAcceptance/, use: "conformance check" },
  { pattern: /\bInstallation\b|\binstallation\b/, use: "TestTarget, deployment", within: DEV },
  // Rulebook.
  { pattern: /\bsilen(ce|ces|t about)\b|explainSilence/i, use: "whyNot" },
  { pattern: /\bverdicts?\b/i, use: "result, applicability" },
  { pattern: /\bscene\b/i, use: "ExplainContext" },
  { pattern: /\bworld\b/i, use: "CheckContext", within: RULEBOOK },
  { pattern: /\b(gifts?For|giftLine|giftsOf|isGift)\b|\bGift\b/, use: "free item" },
  // Tasks and queues.
  { pattern: /\bsettle(s|d|Tasks)?\b|\bsettling\b/i, use: "completeTasks, complete" },
  { pattern: /\buntaken\b/i, use: "notSent" },
  {
    pattern: /\bmayRun\b|\bnoteFailure\b|\bbatch-mates?\b/,
    use: "isRunnable, recordFailure, other messages in the batch",
  },
  { pattern: /\b(Again|Perform)\b(?=[<>[\]{};:,)= |])/, use: "RetryRequest, TaskHandler" },
  // HTTP.
  { pattern: /\brefuse\(|\brefuse[A-Z]/, use: "problem()" },
  { pattern: /\banswer(s|ed|ing)?\b|Answer(?![a-z])/i, use: "response, respond" },
  { pattern: /\b(shallow|hidden)\b/, use: "withinDepthLimit, protoKeys", except: /shallow copy|aria-hidden/ },
  // Limits.
  { pattern: /\b(MOST|LONGEST|DEEPEST|WIDEST)_[A-Z]/, use: "MAX_…" },
  {
    pattern: /[A-Z_]*(PATIENCE|GRACE|EARLY|KEPT)(_[A-Z]+)?\b/,
    use: "…_TIMEOUT_MS, …_MARGIN_MS, CACHE_TTL_MS",
    except: /EARLY_ACCESS/,
  },
  { pattern: /\bpatience/i, use: "timeout" },
  // Types.
  {
    pattern:
      /\b(type|class|interface) (Known|Flow|World|Program|Scene|Spot|Place|Front|Paper|Sheet|Band|News|Letters|Words|Gift|Work|Fold)\b/,
    use: "a name by what it is",
  },
  { pattern: /\bclaimed\b(?!_until)|\b[A-Z_]*CLAIM\b/, use: "leased, lease" },
  // Documents.
  {
    pattern: /\b(papers?|(?<!spread)sheets?|bands?|[Nn]ews)\b/,
    use: "PdfPage, page, row, transliterate, changeKind",
    within: DOCUMENTS,
  },
  // Phrases.
  { pattern: /half a character/, use: "an unpaired surrogate" },
  { pattern: /stands here twice/, use: "is a duplicate" },
  { pattern: /is not one that we gave/, use: "is not a valid cursor" },
  { pattern: /names no version that there is/, use: "no such version" },
  {
    pattern: /\b(whoever|nobody|hence|anew|surely|hardly)\b/i,
    use: "a plain statement",
    // The operating system's account.
    except: /["`]nobody["`]/,
  },
  { pattern: /\bmend(s|ed|ing)?\b/i, use: "fix, correct" },
  { pattern: /\bstands?\b(?! for\b)/i, use: "is", except: /standstill/ },
];
