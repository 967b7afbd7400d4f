import type { UserId } from '../../workshop/ids.ts';
import { linkTarget } from '../escape-markdown.ts';
import type { OverviewLine } from '../overview.ts';
import { clipText, plainLine } from '../plain-line.ts';
import { packWords } from '../say-pack.ts';
import { type LinkOptions, listSources } from '../source-links.ts';
import type { Span } from './report.ts';

export interface PdfWordingOptions extends LinkOptions {
  /** A person's name; `@U…` otherwise. */
  person?: (userId: UserId) => string;
}

/** How words and sources become text in print. */
export interface PdfWording {
  said(text: string): string;
  people(userIds: readonly UserId[]): string;
  /** A line's words with what ends it: its people and links, or that nobody said it. */
  line(spans: readonly Span[], line: Pick<OverviewLine, 'sources' | 'decision'>): Span[];
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
  const linkTo = (link: string, text: string): Span[] => [quiet(noBreakSpace), { text, link, tone: 'accent', scale: sourceScale }];
  const linksOf = (targets: readonly string[]): Span[] =>
    targets.length === 1
      ? targets.flatMap((link) => linkTo(link, packWords.message))
      : targets.flatMap((link, index) => linkTo(link, String(index + 1)).map((span) => (span.link ? { ...span, raised: true } : span)));
  return {
    said,
    people,
    line(spans, line) {
      const { sources, decision } = line;
      if (!sources && !decision) return [...spans, quiet(dash), { ...quiet(packWords.assumption), weight: 'italic' }, quiet(isolateEnd)];
      const { messages, forms, threads, deleted } = listSources(line, options, linkTarget);
      const names = sources ? people(sources.userIds) : packWords.decidedBy(decision?.decidedBy && people([decision.decidedBy]));
      const links = [
        ...linksOf(messages),
        ...forms.flatMap((link) => linkTo(link, packWords.inForm)),
        ...threads.flatMap((link) => linkTo(link, packWords.inThread)),
      ];
      const gone = deleted > 0 ? ` ${packWords.deleted(deleted)}` : '';
      const made = sources?.origin === 'synthetic' ? ` ${packWords.synthetic}` : '';
      if (!names && !made && !gone && links.length === 0) return [...spans];
      return [...spans, quiet(`${dash}${names}`), ...links, quiet(`${gone}${made}${isolateEnd}`)];
    },
  };
}
