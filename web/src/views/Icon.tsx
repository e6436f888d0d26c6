/** Line icons, drawn here so that nothing is fetched. Decorative: the button beside them carries the name. */
const PATHS = {
  bell: "M12 5.5a7 7 0 0 1 7 7V15H5v-2.5a7 7 0 0 1 7-7ZM3.5 18.5h17M12 5.5V3.5M10.5 3.5h3",
  talk: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-7l-4.5 3.5V16H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5Z",
  coming: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 7.5V12l3 2",
  memory: "M7 4h10a1 1 0 0 1 1 1v15l-6-3.5L6 20V5a1 1 0 0 1 1-1Z",
  done: "M4.5 6.5h9M4.5 12h6M4.5 17.5h5M13 16.5l2.5 2.5 5-6",
  settings: "M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM9 14.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z",
  mic: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v2.5",
  waves: "M4 10.5v3M8 7.5v9M12 4.5v15M16 7.5v9M20 10.5v3",
  send: "M12 19V5.5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7Z",
  plus: "M12 5v14M5 12h14",
  history: "M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 4.5v3.3h3.3M12 8v4l2.7 1.8",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  snooze: "M4.5 9.5h7l-7 9h7M14 5.5h5.5l-5.5 7h5.5",
  dots: "M6 11.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4ZM12 11.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4ZM18 11.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4Z",
  edit: "M5 19l.8-3.7L15.5 5.6a1.5 1.5 0 0 1 2.1 0l.8.8a1.5 1.5 0 0 1 0 2.1L8.7 18.2Z",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  undo: "M8.5 6L4.5 10l4 4M4.5 10H14a5 5 0 0 1 0 10h-3",
  repeat: "M5 11V9.5A2.5 2.5 0 0 1 7.5 7H18M15.5 4.5L18 7l-2.5 2.5M19 13v1.5a2.5 2.5 0 0 1-2.5 2.5H6M8.5 19.5L6 17l2.5-2.5",
  search: "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM15 15l4.5 4.5",
  chevron: "M9 6l6 6-6 6",
  alarm: "M12 5.5a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM12 9v3.5l2.3 1.5M3.5 6.5l3-2.5M20.5 6.5l-3-2.5",
  timer: "M12 6.5a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5ZM10 3.5h4M12 3.5v3M12 10v3.3",
  reminder: "M12 4.5a5 5 0 0 1 5 5c0 4 1.5 5.5 1.5 6.5h-13c0-1 1.5-2.5 1.5-6.5a5 5 0 0 1 5-5ZM10.3 19a1.8 1.8 0 0 0 3.4 0",
  check_in: "M12 19.5S4.5 15 4.5 9.7A3.7 3.7 0 0 1 12 8a3.7 3.7 0 0 1 7.5 1.7C19.5 15 12 19.5 12 19.5Z",
  care: "M12 19.5S4.5 15 4.5 9.7A3.7 3.7 0 0 1 12 8a3.7 3.7 0 0 1 7.5 1.7C19.5 15 12 19.5 12 19.5Z",
  briefing: "M6 4.5h12v15H6ZM9 8.5h6M9 12h6M9 15.5h3.5",
  offline: "M4 4l16 16M8.5 8.7A9.5 9.5 0 0 0 5 11M12 8a9.5 9.5 0 0 1 7 3M8.5 14.5a5 5 0 0 1 5-1.3M12 18h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function isIcon(name: string): name is IconName {
  return name in PATHS;
}

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
