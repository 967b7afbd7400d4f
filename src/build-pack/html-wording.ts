import type { UserId } from '../workshop/ids.ts';
import { Html, html } from './html.ts';
import type { OverviewLine } from './overview.ts';
import { plainLine } from './plain-line.ts';
import { packWords } from './say-pack.ts';
import { type LinkOptions, listSources } from './source-links.ts';

export interface HtmlWordingOptions extends LinkOptions {
  /** A person's name; `@U…` otherwise. */
  person?: (userId: UserId) => string;
}

/** How words and sources become html. */
export interface HtmlWording {
  /** Somebody's words on one line, still to be escaped. */
  said(text: string): string;
  people(userIds: readonly UserId[]): string;
  /** Who said it and where, or that nobody did; to end a line with. */
  sources(line: Pick<OverviewLine, 'sources' | 'decision'>): Html;
}

export function createHtmlWording({ person, ...places }: HtmlWordingOptions): HtmlWording {
  const nameOf = (userId: UserId) => person?.(userId) ?? `@${userId}`;
  const said = (text: string) => plainLine(text, nameOf);
  const people = (userIds: readonly UserId[]) =>
    userIds
      .filter(Boolean)
      .map((userId) => said(nameOf(userId)))
      .join(', ');
  return {
    said,
    people,
    sources(line) {
      const { sources, decision } = line;
      if (!sources && !decision) return html` <span class="assumption">${packWords.assumption}</span>`;
      const { messages, forms, threads, deleted } = listSources(line, places, webAddress);
      const links = [
        ...messages.map((target, index) => linkTo(target, index + 1, `Message ${index + 1} of ${messages.length} in Slack`)),
        ...forms.map((target) => linkTo(target, packWords.inForm, 'Said in a form: the thread in Slack')),
        ...threads.map((target) => linkTo(target, packWords.inThread, 'The thread in Slack')),
      ];
      const gone = deleted > 0 ? html` ${packWords.deleted(deleted)}` : undefined;
      const made = sources?.origin === 'synthetic' ? html` <b>${packWords.synthetic}</b>` : undefined;
      const names = sources ? people(sources.userIds) : packWords.decidedBy(decision?.decidedBy && people([decision.decidedBy]));
      if (!names && !made && !gone && links.length === 0) return new Html('');
      return html` <span class="from"><span dir="auto">${names}</span>${made}${links}${gone}</span>`;
    },
  };
}

function linkTo(target: string, words: string | number, label: string): Html {
  return html` <a href="${target}" rel="noopener noreferrer nofollow" aria-label="${label}">${words}</a>`;
}

/** Undefined unless it is one of the web's. */
function webAddress(address: string | undefined): string | undefined {
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}
