import type { StepId, UserId } from '../workshop/ids.ts';
import { momentToText, type Phrase } from '../workshop/phrase.ts';
import type { PackChanges } from './compare-packs.ts';
import { escapeMarkdown, linkTarget } from './escape-markdown.ts';
import type { OverviewLine } from './overview.ts';
import { clipText } from './plain-line.ts';
import { packWords } from './say-pack.ts';
import { type LinkOptions, listSources } from './source-links.ts';

export interface MarkdownOptions extends LinkOptions {
  /** A person's name, as plain text; `@U…` otherwise. */
  person?: (userId: UserId) => string;
  /** People are mentioned in Slack's way for canvases. */
  forCanvas?: boolean;
  /** What it was made from has changed since. */
  moved?: Phrase;
  /** What is different from the pack before. */
  changes?: PackChanges;
  /** Where pictures of it are kept: on the web, or beside the file. They stand with the step that they show; canvases take no `alt`. */
  pictures?: readonly { stepId: StepId | null; address: string; alt?: string }[];
}

/** One of our own file names below the folder of the file. */
const besideIt = /^(?:[a-z0-9-]+\/)?[A-Za-z0-9_-]+\.png$/;

type Sourced = Pick<OverviewLine, 'sources' | 'decision'>;

/** How words and sources become markdown. */
export interface Wording {
  /** Somebody's words, escaped. */
  said(text: string): string;
  people(userIds: readonly UserId[]): string;
  /** Who said it and where, or that nobody did. */
  origin(line: Sourced): string;
  /** The same, to end a line with. */
  sources(line: Sourced): string;
  /** A sentence of ours, with what people said in it. */
  phrase(sentence: Phrase): string;
  /** Those of a step, or of the whole workshop, one a block. */
  pictures(stepId: StepId | null): string[];
}

/** `clip`: how many characters of each text are kept. */
export function createWording(options: MarkdownOptions, clip: number): Wording {
  const plainName = (userId: UserId) => options.person?.(userId) ?? `@${userId}`;
  const said = (text: string) => escapeMarkdown(clipText(text, clip), plainName);
  const name = (userId: UserId) => (options.forCanvas && /^[UW][A-Z0-9]+$/.test(userId) ? `![](@${userId})` : said(plainName(userId)));
  const people = (userIds: readonly UserId[]) => userIds.filter(Boolean).map(name).join(', ');
  const origin = (line: Sourced) => {
    const { sources, decision } = line;
    if (!sources && !decision) return `_${packWords.assumption}_`;
    const { messages, forms, threads, deleted } = listSources(line, options, linkTarget);
    const who = sources ? people(sources.userIds) : packWords.decidedBy(decision?.decidedBy && people([decision.decidedBy]));
    const links = messages.map((target, index) => `[${messages.length === 1 ? packWords.message : index + 1}](${target})`);
    const others = [
      ...forms.map((target) => `[${packWords.inForm}](${target})`),
      ...threads.map((target) => `[${packWords.inThread}](${target})`),
      ...(deleted > 0 ? [`_${packWords.deleted(deleted)}_`] : []),
    ];
    const made = sources?.origin === 'synthetic' ? [packWords.synthetic] : [];
    return [who, ...links, ...others, ...made].filter(Boolean).join(' ');
  };
  return {
    said,
    people,
    origin,
    sources(line) {
      const from = origin(line);
      return from ? ` — ${from}` : '';
    },
    pictures: (stepId) =>
      (options.pictures ?? []).flatMap((one) => {
        if (one.stepId !== stepId) return [];
        const target = besideIt.test(one.address) ? one.address : linkTarget(one.address);
        return target ? [`![${said(one.alt ?? '')}](${target})`] : [];
      }),
    phrase(sentence) {
      return joinOurs(sentence)
        .map((part) => {
          if ('ours' in part) return part.ours.replace(/\*([^*\n]+)\*/g, '**$1**');
          if ('said' in part) return said(part.said);
          return 'person' in part ? people([part.person]) : momentToText(part);
        })
        .join('');
    },
  };
}

/** A sentence with whatever of ours stands side by side in one part, so that its *bold* words are whole. */
function joinOurs(sentence: Phrase): Phrase {
  const joined: Phrase = [];
  for (const part of sentence) {
    const last = joined.at(-1);
    if (last && 'ours' in last && 'ours' in part) joined[joined.length - 1] = { ours: last.ours + part.ours };
    else joined.push(part);
  }
  return joined;
}
