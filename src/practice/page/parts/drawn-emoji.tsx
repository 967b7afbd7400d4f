import type { ReactElement } from 'react';

/** The reactions and signs that a workshop runs on, drawn by hand: some machines have no emoji font at all. */
const drawings: Record<string, ReactElement> = {
  pushpin: (
    <>
      <path d="M12.2 2.2 17.8 7.8l-2 1-.3 3.4-2.2 2.2-7.7-7.7 2.2-2.2 3.4-.3z" fill="#e5484d" />
      <path d="M13.4 3.4 12 6.6 13.4 8l3.2-1.4z" fill="#ff8f8f" />
      <path d="M8.4 10.2 3 17l6.8-5.4z" fill="#8a93a6" />
    </>
  ),
  white_check_mark: (
    <>
      <rect x="2.5" y="2.5" width="15" height="15" rx="3.5" fill="#2f9e5b" />
      <path d="M6 10.3 9 13.3 14.2 6.8" fill="none" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  '+1': (
    <>
      <path d="M7 9 10 2.8c1.7-.2 2.5 1 2.2 2.6L11.7 8h4.2c1.3 0 2 1 1.7 2.2l-1.3 5.3c-.3 1.1-1 1.7-2.2 1.7H7z" fill="#f7c04a" />
      <rect x="2.6" y="8.8" width="3.6" height="8.4" rx="1.2" fill="#e0a02b" />
    </>
  ),
  eyes: (
    <>
      <ellipse cx="6.2" cy="10" rx="4" ry="5.6" fill="#fff" stroke="#5b6478" />
      <ellipse cx="14" cy="10" rx="4" ry="5.6" fill="#fff" stroke="#5b6478" />
      <ellipse cx="5" cy="11" rx="1.8" ry="2.6" fill="#1d2433" />
      <ellipse cx="12.8" cy="11" rx="1.8" ry="2.6" fill="#1d2433" />
    </>
  ),
  heart: <path d="M10 17C4.5 13.2 2.2 10.4 2.2 7.3 2.2 3.4 7.3 2 10 5.6 12.7 2 17.8 3.4 17.8 7.3c0 3.1-2.3 5.9-7.8 9.7z" fill="#e5484d" />,
  tada: (
    <>
      <path d="M7 7.6 12.6 13 3 17.2z" fill="#f7c04a" />
      <path d="M5.4 11.6 8.7 14.7 6.4 15.7 4.5 13.7z" fill="#e0702b" />
      <path
        d="M11.2 6.4c0-2 .6-3.4 2.2-4.2M13.6 9c2-.5 3.2-.2 4.2 1M13 7.2l3.6-3.4"
        fill="none"
        stroke="#3b82d6"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
      <circle cx="8.6" cy="3.8" r="1.1" fill="#e5484d" />
      <circle cx="16.4" cy="14" r="1.1" fill="#2f9e5b" />
      <circle cx="17" cy="6.9" r=".9" fill="#8e5bd0" />
    </>
  ),
  stopwatch: (
    <>
      <path d="M10 1.6v3M7.4 1.6h5.2M15.4 4.6l1.3 1.3" fill="none" stroke="#5b6478" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="10" cy="11.4" r="6.8" fill="#fff" stroke="#5b6478" strokeWidth="1.8" />
      <path d="M10 7.4v4l2.6 1.6" fill="none" stroke="#e5484d" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  alarm_clock: (
    <>
      <path d="M3 5.6 6 3M17 5.6 14 3M5 17.4l1.6-1.6M15 17.4l-1.6-1.6" fill="none" stroke="#e5484d" strokeWidth="2" strokeLinecap="round" />
      <circle cx="10" cy="10.8" r="6.4" fill="#fff" stroke="#e5484d" strokeWidth="1.8" />
      <path d="M10 7v4h3" fill="none" stroke="#1d2433" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  hourglass: (
    <>
      <path d="M5 2.6h10M5 17.4h10" fill="none" stroke="#8a6a3a" strokeWidth="2" strokeLinecap="round" />
      <path d="M6 3.4h8c0 4-2 5-3.2 6.6C12 11.6 14 12.6 14 16.6H6c0-4 2-5 3.2-6.6C8 8.4 6 7.4 6 3.4z" fill="#dfe7f3" stroke="#5b6478" />
      <path d="M7 15.8c.4-2 1.8-2.6 3-3.4 1.2.8 2.6 1.4 3 3.4z" fill="#e0a02b" />
    </>
  ),
  checkered_flag: (
    <>
      <path d="M4 2.4v15.2" fill="none" stroke="#5b6478" strokeWidth="1.8" strokeLinecap="round" />
      <path d="M5 3h11.6v8.4H5z" fill="#fff" stroke="#5b6478" />
      <path
        d="M5 3h2.9v2.8H5zM10.8 3h2.9v2.8h-2.9zM7.9 5.8h2.9v2.8H7.9zM13.7 5.8h2.9v2.8h-2.9zM5 8.6h2.9v2.8H5zM10.8 8.6h2.9v2.8h-2.9z"
        fill="#1d2433"
      />
    </>
  ),
  double_vertical_bar: (
    <>
      <rect x="2.5" y="2.5" width="15" height="15" rx="3.5" fill="#3b6fd6" />
      <path d="M7.6 6.4v7.2M12.4 6.4v7.2" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
    </>
  ),
};
/** The same written as characters, so that texts with them look alike. */
export const drawnCharacters = /(📌|✅|👍|👀|❤️|🎉)/u;

const otherNames: Record<string, string> = {
  thumbsup: '+1',
  hourglass_flowing_sand: 'hourglass',
  '📌': 'pushpin',
  '✅': 'white_check_mark',
  '👍': '+1',
  '👀': 'eyes',
  '❤️': 'heart',
  '🎉': 'tada',
};

/** Undefined when the name, or character, has no drawing. */
export function drawnEmoji(name: string): ReactElement | undefined {
  const key = otherNames[name] ?? name;
  if (!Object.hasOwn(drawings, key)) return undefined;
  return (
    <svg className="emoji" viewBox="0 0 20 20" role="img" aria-label={key.replaceAll('_', ' ')}>
      {drawings[key]}
    </svg>
  );
}
