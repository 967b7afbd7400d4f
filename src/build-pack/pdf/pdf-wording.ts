import type { MessageId, UserId } from '../../workshop/ids.ts';
import { linkTarget } from '../escape-markdown.ts';
import type { OverviewLine } from '../overview.ts';
import { clipText, plainLine } from '../plain-line.ts';
import { packWords } from '../say-pack.ts';
import { maxLinksPerLine } from '../wording.ts';
import type { Span } from './report.ts';

export interface PdfWordingOptions {
  /** The address of a message; lines then end with a link to each message they rest on. */
  link?: (messageId: MessageId) => string | undefined;
  /** A person's name; `@U…` otherwise. */
  person?: (userId: UserId) => string;
}

/** How words and sources become text in print. */
export interface PdfWording {
  said(text: string): string;
  people(userIds: readonly UserId[]): string;
  /** A line's words with what ends it: its people and links, or that nobody said it. */
  line(spans: readonly Span[], line: OverviewLine): Span[];
}

const sourceScale = 0.82;
const noBreakSpace = '\u00a0';

/** What stands between these two keeps a direction of its own; nothing of them is printed. */
const isolate = '\u2068';
const isolateEnd = '\u2069';
/** The dash never ends a line. */
const dash = `  ${isolate}—${noBreakSpace}`;

/** `clip`: how many characters of each text are kept. */
export function createPdfWording(options: PdfWordingOptions, clip: number): PdfWording {
  const nameOf = (userId: string) => options.person?.(userId as UserId) ?? `@${userId}`;
  const said = (text: string) => plainLine(clipText(text, clip), nameOf);
  const people = (userIds: readonly UserId[]) =>
    userIds
      .filter(Boolean)
      .map((userId) => plainLine(nameOf(userId), nameOf))
      .join(', ');
  const quiet = (text: string): Span => ({ text, tone: 'muted', scale: sourceScale });
  const linksOf = (targets: readonly string[]): Span[] =>
    targets.flatMap((link, index): Span[] => [
      quiet(noBreakSpace),
      targets.length === 1
        ? { text: 'message', link, tone: 'accent', scale: sourceScale }
        : { text: String(index + 1), link, tone: 'accent', scale: sourceScale, raised: true },
    ]);
  return {
    said,
    people,
    line(spans, { sources }) {
      if (!sources) return [...spans, quiet(dash), { ...quiet(packWords.assumption), weight: 'italic' }, quiet(isolateEnd)];
      const targets = sources.messageIds.slice(0, maxLinksPerLine).flatMap((id) => linkTarget(options.link?.(id)) ?? []);
      const names = people(sources.userIds);
      const made = sources.origin === 'synthetic' ? ` ${packWords.synthetic}` : '';
      if (!names && !made && targets.length === 0) return [...spans];
      return [...spans, quiet(`${dash}${names}`), ...linksOf(targets), quiet(`${made}${isolateEnd}`)];
    },
  };
}
