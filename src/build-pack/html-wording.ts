import type { MessageId, UserId } from '../workshop/ids.ts';
import { Html, html } from './html.ts';
import type { OverviewLine } from './overview.ts';
import { plainLine } from './plain-line.ts';
import { packWords } from './say-pack.ts';
import { maxLinksPerLine } from './wording.ts';

export interface HtmlWordingOptions {
  /** The address of a message; lines then end with a link to each message they rest on. */
  link?: (messageId: MessageId) => string | undefined;
  /** A person's name; `@U…` otherwise. */
  person?: (userId: UserId) => string;
}

/** How words and sources become html. */
export interface HtmlWording {
  /** Somebody's words on one line, still to be escaped. */
  said(text: string): string;
  people(userIds: readonly UserId[]): string;
  /** Who said it and where, or that nobody did; to end a line with. */
  sources(line: OverviewLine): Html;
}

export function createHtmlWording({ link, person }: HtmlWordingOptions): HtmlWording {
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
    sources({ sources }) {
      if (!sources) return html` <span class="assumption">${packWords.assumption}</span>`;
      const targets = sources.messageIds.slice(0, maxLinksPerLine).flatMap((id) => webAddress(link?.(id)) ?? []);
      const links = targets.map(
        (target, index) =>
          html` <a href="${target}" rel="noopener noreferrer nofollow" aria-label="Message ${index + 1} of ${targets.length} in Slack">${index + 1}</a>`,
      );
      const made = sources.origin === 'synthetic' ? html` <b>${packWords.synthetic}</b>` : undefined;
      const names = people(sources.userIds);
      if (!names && !made && links.length === 0) return new Html('');
      return html` <span class="from"><span dir="auto">${names}</span>${made}${links}</span>`;
    },
  };
}

/** Undefined unless it is one of the web's. */
function webAddress(address: string | undefined): string | undefined {
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}
