/** Line icons, drawn in the colour of the text beside them. */
const PATHS = {
  today: "M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0M12 7v5l3 3",
  orders: "M4 4h16v16H4zM8 9h8M8 13h8M8 17h5",
  attention: "M12 4 2.5 20h19zM12 10v4M12 17v.5",
  rules: "M5 6h6M5 12h14M5 18h9M15 6h4M15 4v4",
  slips: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h6M9 17h6",
  mails: "M3 6h18v12H3zM3 7l9 7 9-7",
  agents:
    "M8 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2 20c0-4 3-6 6-6s6 2 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5M17 14c3 .5 5 2.5 5 6",
  memberships: "M3 6h18v13H3zM3 10h18M7 15h4",
  royalties:
    "M12 3v18M16.5 7c0-2-2-3-4.5-3S7.5 5 7.5 7.5 9.5 11 12 11.5s4.5 1.5 4.5 4.5-2 4-4.5 4-4.5-1-4.5-3",
  local: "M4 5h16v11H4zM9 20h6M12 16v4",
  save: "M12 4v11M7 11l5 5 5-5M4 20h16",
  catalogue: "M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14",
  lists: "M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5",
  keys: "M8 15a4.5 4.5 0 1 0 0-7 4.5 4.5 0 0 0 0 7M12 11.5h9M18 11.5v3",
  more: "M5 12h.5M12 12h.5M19 12h.5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M20 20l-4.5-4.5",
  out: "M14 4h5v16h-5M3 12h11M10 8l4 4-4 4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  gift: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7S9 2 7.5 4 12 7 12 7s3-5 4.5-3S12 7 12 7",
  again: "M4 12a8 8 0 1 1 2.5 5.8M4 20v-5h5",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  print: "M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7z",
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
