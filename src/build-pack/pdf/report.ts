/** A stretch of text in one style. */
export interface Span {
  text: string;
  weight?: 'regular' | 'bold' | 'italic';
  tone?: 'ink' | 'muted' | 'accent';
  /** A web address. */
  link?: string;
  /** Of the size of the text around it. */
  scale?: number;
  /** A small number above the line. */
  raised?: boolean;
}

/** Those of text are dark enough on white and on the tint to be read when printed in grey. */
export const tones = { ink: '#1d2530', muted: '#56616f', accent: '#0b6b67', rule: '#d5dae0', tint: '#f1f5f5' } as const;

export interface Row {
  cells: Span[][];
}

/** What a report consists of, in reading order. It knows nothing of pages. */
export type Block =
  | { kind: 'heading'; level: 2 | 3; text: string }
  /** A label stands on the page of what it names. */
  | { kind: 'text'; spans: Span[]; isLabel?: true }
  | { kind: 'list'; items: Span[][] }
  /** A label above large words. */
  | { kind: 'answer'; label: string; spans: Span[] }
  /** Labels beside their values. */
  | { kind: 'facts'; facts: { label: string; spans: Span[] }[] }
  | { kind: 'table'; header: string[]; rows: Row[] }
  | { kind: 'figure'; title: string; alt: string; png: Uint8Array; width: number; height: number };

export interface Chapter {
  title: string;
  blocks: Block[];
}

export interface Report {
  title: string;
  facts: { label: string; spans: Span[] }[];
  chapters: Chapter[];
}
