import { applyOps } from '../../workshop/apply-ops.ts';
import { projectArtifact } from '../../workshop/artifact.ts';
import { type Draft, hasCaptures, keepPlaces, undoCapture } from '../../workshop/draft.ts';
import { findGaps } from '../../workshop/gate.ts';
import { joinPhrases } from '../../workshop/phrase.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import { wholeText } from '../../workshop/whole-text.ts';
import type { Facilitator, TurnInput, TurnMessage, TurnPlan } from '../facilitator.ts';
import { collectsQuestions } from './labels.ts';
import { looksLikeAnswer, readAnswer } from './read-answer.ts';
import { hasBullets } from './split-text.ts';
import { sayBuiltOn, sayFollowUp, sayHelp, sayNoOpinion, sayViewer } from './words.ts';

const captured = 'white_check_mark';
const listPatience = 3;
/** Said to somebody at once about one message. */
const maxProblems = 4;

/** The deterministic facilitator: captures what is given on purpose, asks for what is missing, and otherwise keeps silent. */
export function createGuidedFacilitator(): Facilitator {
  return { takeTurn: async (input) => takeGuidedTurn(input) };
}

export function takeGuidedTurn(input: TurnInput): TurnPlan {
  const plan: TurnPlan = { draft: input.draft, changed: false, reactions: [], whispers: [], showReadBack: false };
  const contributors: TurnMessage[] = [];
  let question: QuestionToBot | undefined;
  for (const message of input.messages) {
    const before = plan.draft;
    const [first] = before.captures.filter((one) => one.source.messageId === message.id);
    if (message.flagged) takeBack(plan, message);
    if (message.deletedAt || !message.userId) continue;
    const addressed = message.metadata.addressed === true;
    const explicit = addressed || message.pins.length > 0;
    if (input.viewers.includes(message.userId)) {
      if (addressed && !message.flagged) plan.whispers.push({ userId: message.userId, text: sayViewer() });
      continue;
    }
    if (!explicit && !(input.definition.lines && hasBullets(wordsOf(message)))) continue;
    const asked = addressed && message.pins.length === 0 ? readQuestion(input.definition, withoutMention(message.content)) : undefined;
    if (asked) {
      if (!message.flagged) question = asked;
      continue;
    }
    if (!capture(input, plan, message, explicit, first ?? plan.draft)) continue;
    contributors.push(message);
    if (message.flagged) plan.draft = keepPlaces(before, plan.draft, message.id);
  }
  speak(input, plan, contributors, question);
  return plan;
}

/**
 * An edited, deleted or unpinned message: what rested on it goes, unless others have built on it since.
 * Of a deleted one only what they have built on stays.
 */
function takeBack(plan: TurnPlan, message: TurnMessage): void {
  let isLeft = false;
  for (;;) {
    const undone = undoCapture(plan.draft, (one) => one.source.messageId === message.id, { partly: message.deletedAt !== null });
    if (!undone) break;
    plan.draft = undone.draft;
    plan.changed = true;
    isLeft ||= undone.isPartial;
    if (!message.deletedAt && message.slackTs) plan.reactions.push({ slackTs: message.slackTs, name: captured, remove: true });
  }
  const isKept = isLeft || plan.draft.captures.some((one) => one.source.messageId === message.id);
  if (isKept && message.userId && (message.deletedAt ?? message.editedAt))
    plan.whispers.push({ userId: message.userId, text: sayBuiltOn() });
}

/** `answering`: what had been asked when it was said, or when it was first read. */
function capture(input: TurnInput, plan: TurnPlan, message: TurnMessage, explicit: boolean, answering: Pick<Draft, 'asked'>): boolean {
  const { messageId, userId } = { messageId: message.id, userId: message.userId as string };
  if (plan.draft.captures.some((one) => one.source.messageId === messageId)) return false;
  const { asked, ...rest } = plan.draft;
  const draft: Draft = answering.asked === undefined ? rest : { ...rest, asked: answering.asked };
  const answer = readAnswer(input.definition, draft, wordsOf(message), explicit);
  const applied = applyOps(input.definition, draft, answer.ops, { source: { messageId, userId }, origin: 'human', seq: input.seq });
  const unread = answer.unplaced.slice(0, maxProblems);
  const refused = applied.refused.map((refusal) => refusal.says).slice(0, maxProblems - unread.length);
  if (unread.length > 0 && refused.length === 0) plan.whispers.push({ userId, text: joinPhrases(unread, '\n'), isUnread: true });
  else if (refused.length > 0) plan.whispers.push({ userId, text: joinPhrases([...unread, ...refused], '\n') });
  if (!applied.capture) return false;
  plan.draft = asked === undefined ? applied.draft : { ...applied.draft, asked };
  plan.changed = true;
  if (message.slackTs) {
    const removal = plan.reactions.findIndex((one) => one.slackTs === message.slackTs && one.remove);
    if (removal >= 0) plan.reactions.splice(removal, 1);
    else plan.reactions.push({ slackTs: message.slackTs, name: captured });
  }
  return true;
}

function speak(input: TurnInput, plan: TurnPlan, contributors: TurnMessage[], question: QuestionToBot | undefined): void {
  const { artifact } = projectArtifact(input.definition, plan.draft);
  const gaps = findGaps(input.definition, artifact, input.earlier);
  if (question)
    plan.say = { text: question === 'how' ? sayHelp(input.definition, gaps) : sayNoOpinion(input.definition, gaps), isFollowUp: false };
  if (!hasCaptures(plan.draft)) return;
  const mayFollowUp = input.followUps < input.definition.followUps;
  // Where one question follows another, a short silence is the answer's end; a list grows on for a while.
  const lullMs = input.definition.followUps > 1 ? input.lullMs : input.lullMs * listPatience;
  const isLull = input.quietMs >= lullMs;
  if (gaps.length === 0 || !mayFollowUp) {
    plan.showReadBack = gaps.length === 0 || isLull;
    if (!plan.showReadBack && !input.readBackShown) plan.lookAgainAfterMs = lullMs;
    return;
  }
  const next = sayFollowUp(
    input.definition,
    plan.draft,
    gaps,
    contributors.length > 0 ? contributors : latestContributors(input, plan.draft),
  );
  if (!next || (next.asked === plan.draft.asked && input.followUps > 0) || plan.say) return;
  if (!isLull) {
    plan.lookAgainAfterMs = lullMs;
    return;
  }
  plan.draft = { ...plan.draft, asked: next.asked };
  plan.changed = true;
  plan.say = {
    text: next.text,
    isFollowUp: true,
    ...(next.suggestion ? { offers: [{ label: 'Use it', action: 'use-question', isMain: true }] } : {}),
    ...(next.form ? { offers: [{ label: next.form.label, action: 'form', formId: next.form.id }] } : {}),
  };
}

/** After a lull the turn has no new messages: the thanks go to whoever was captured last. */
function latestContributors(input: TurnInput, draft: Draft): TurnMessage[] {
  const last = draft.captures.at(-1);
  return last ? [{ userId: last.source.userId, id: last.source.messageId } as TurnMessage] : input.messages;
}

/** What was said to the bot without its name, and the text files that came with it. */
function wordsOf(message: TurnMessage): string {
  return wholeText(withoutMention(message.content, message.metadata.addressed === true), message.metadata);
}

const mention = /<@[UW][A-Z0-9]+>/g;

/** What was said to the bot, without its name: at the front, or anywhere where it is the only name in an addressed message. */
export function withoutMention(text: string, addressed = true): string {
  const bare = text.replace(/^[ \t]*<@[UW][A-Z0-9]+>[\s,:]*/gm, '');
  if (bare !== text || !addressed || text.match(mention)?.length !== 1) return bare.trim();
  return text
    .replace(mention, ' ')
    .replace(/[ \t]+([,.;:!?])/g, '$1')
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
}

const aboutTheStep =
  /^(help|what now|what next|how (does|do) (this|it|that|i|we) |what (do|should|can) (i|we) (do|write|say)|what('?s| is| does) (next|this|that|meant|a|an|the)\b|i don'?t (get|understand))/i;
const aboutTheBot = /^(can you|could you|would you|are you|do you)\b/i;

/** `how`: what is to be done here. `opinion`: anything else that the bot is asked and has no answer to. */
type QuestionToBot = 'how' | 'opinion';

/** A question to the bot; in a step that collects questions, only one that is plainly about the bot. */
function readQuestion(definition: StepDefinition, text: string): QuestionToBot | undefined {
  if (text.includes('\n') || text.length > 160) return undefined;
  if (/^(help|what now|what next)\W*$/i.test(text)) return 'how';
  if (!text.endsWith('?') || looksLikeAnswer(definition, text)) return undefined;
  if (aboutTheStep.test(text)) return 'how';
  return aboutTheBot.test(text) || !collectsQuestions(definition) ? 'opinion' : undefined;
}
