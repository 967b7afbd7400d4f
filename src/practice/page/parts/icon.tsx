const paths = {
  hash: 'M8 3 6 17M14 3l-2 14M3.5 7.5h13M3 12.5h13',
  lock: 'M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9',
  back: 'M12.5 4 6.5 10l6 6',
  close: 'M5 5l10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  more: 'M4.6 10h.8M9.6 10h.8M14.6 10h.8',
  send: 'M3.5 10 16.5 4l-4 12.5-3-5.5zM9.5 11l7-7',
  reply: 'M4 5.5h12v8H9.5L6 16.5v-3H4z',
  smile: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M7.2 11.5c1.2 2.2 4.4 2.2 5.6 0M7.7 8h.1M12.2 8h.1',
  down: 'M5 8l5 5 5-5',
  file: 'M5.5 3h6l3.5 3.5V17h-9.5zM11.5 3v3.5H15',
  canvas: 'M4 4h12v12H4zM7 8h6M7 11h6M7 14h3',
  download: 'M10 3v9M6 8.5 10 12.5 14 8.5M4 16h12',
  people:
    'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4M2.8 16c.3-2.6 2.1-4 4.7-4s4.4 1.4 4.7 4M13 9.3a2.3 2.3 0 0 0 0-4.6M14.4 12.3c1.6.5 2.6 1.8 2.8 3.7',
  home: 'M3.5 9.5 10 4l6.5 5.5V16h-4.5v-4h-4v4H3.5z',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M6.5 11.5h7',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  attach: 'M14.5 9.5 9.8 14.2a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.5a1 1 0 0 1-1.5-1.5l4.8-4.7',
  pencil: 'M4 16l.8-3.4L13.4 4l2.6 2.6-8.6 8.6z',
  trash: 'M4.5 6h11M8 6V4h4v2M6 6l.7 10.5h6.6L14 6',
  bolt: 'M11 3 5 11.5h4.2L8.5 17 15 8.5h-4.3z',
  eye: 'M2.5 10c3.8-6 11.2-6 15 0-3.8 6-11.2 6-15 0M10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing; decoration only, the control around it carries the name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
