import type { MessageId, UserId } from '../workshop/ids.ts';

/** What the adapter needs of the build pack; the composition brings it, since adapters know use cases and the domain only. */
export interface PackRenderer {
  /** Markdown from the stored json of a pack. `link` is the address of a message; mentions are written as canvases want them if `forCanvas`. */
  renderMarkdown(json: string, options: { link: (messageId: MessageId) => string | undefined; forCanvas: boolean }): string;
  summariseFinale(json: string): FinaleSummary;
}

/** The last card, in plain texts as people wrote them. */
export interface FinaleSummary {
  /** Three lines of answer. */
  answer: { label: string; text: string }[];
  nextSteps: string[];
  openGaps: string[];
  /** Whom to thank. */
  contributors: UserId[];
  /** Lines that lead back to what somebody said, of all. */
  lines: { total: number; linked: number };
}
