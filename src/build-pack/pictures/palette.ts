/**
 * The colours of the pictures. Each card brings its own paper, so it reads the same in light and dark surroundings: text has a contrast
 * of 4.5 : 1 or more on everything that it stands on, and no colour says anything alone.
 */
export const palette = {
  paper: '#f7f5f1',
  panel: '#ffffff',
  line: '#d9d4ca',
  ink: '#1e232e',
  muted: '#5a606c',
} as const;

/** `strong` is for words, marks and filled shapes; `tint` is what they or `ink` stand on. */
export interface Hue {
  strong: string;
  tint: string;
}

export const hues = {
  indigo: { strong: '#3d4eb0', tint: '#e6e9f8' },
  teal: { strong: '#0a6863', tint: '#dcf0ed' },
  amber: { strong: '#875000', tint: '#fbecd3' },
  red: { strong: '#ac261e', tint: '#fbe5e2' },
  green: { strong: '#2a682d', tint: '#e1f1df' },
  plum: { strong: '#783889', tint: '#f2e5f5' },
  slate: { strong: '#4a5565', tint: '#e9ecf0' },
} as const satisfies Record<string, Hue>;
