import { momentToText, type Phrase } from '../workshop/phrase.ts';
import { escapeText, type IsKnown, mention, renderSaid } from './render-phrase.ts';

/** Makes a text safe for Slack's markdown while it comes, however it is cut: the pieces together are what the whole text would be. */
export interface MarkdownEscaper {
  /** What can be shown by now; the rest is held back until it is clear what becomes of it. */
  push(text: string): string;
  /** What was still held back. */
  end(): string;
}

/** An end that depends on what follows: a mention that is not complete, the label of a link, half a character. */
const openEnd = /(?:<(?:@(?:[UW][A-Z0-9]{0,20})?)?|\]|[\ud800-\udbff])$/;

export function createMarkdownEscaper(isKnown: IsKnown): MarkdownEscaper {
  let held = '';
  return {
    push(text) {
      const all = held + text;
      held = openEnd.exec(all)?.[0] ?? '';
      return escapeMarkdown(all.slice(0, all.length - held.length), isKnown);
    },
    end() {
      const rest = held;
      held = '';
      return escapeMarkdown(rest, isKnown);
    },
  };
}

/** No mention but of people of the workshop, no broadcast, no picture, and no link that says something else than where it leads. */
export function escapeMarkdown(text: string, isKnown: IsKnown): string {
  return renderSaid(text.replace(/\p{Surrogate}/gu, '\ufffd'), isKnown).replaceAll('](', '] (');
}

/** A phrase of ours in markdown: where mrkdwn has one star for bold, markdown has two. */
export function phraseToMarkdown(parts: Phrase, isKnown: IsKnown): string {
  return parts
    .map((part) => {
      if ('ours' in part) return escapeText(part.ours).replace(/(?<!\*)\*(?!\*)/g, '**');
      if ('said' in part) return escapeMarkdown(part.said, isKnown);
      return 'person' in part ? mention(part.person, isKnown) : momentToText(part);
    })
    .join('');
}

/** For notifications and clients without blocks, which read mrkdwn. */
export function markdownToMrkdwn(markdown: string): string {
  return markdown.replace(/\*\*([^*\n]+)\*\*/g, '*$1*');
}

/** The words again, as they are kept in a step's log. */
export function unescapeMarkdown(markdown: string): string {
  return markdown.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&').trim();
}
