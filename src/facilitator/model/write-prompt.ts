import type { BuiltContext } from '../../context/types.ts';
import type { PromptMessage } from '../../ports/model.ts';
import type { ArcPhase } from '../../workshop/arc.ts';
import { type Draft, itemsOf, textOf } from '../../workshop/draft.ts';
import { describeGap, type Gap } from '../../workshop/gate.ts';
import { wordsOf } from '../../workshop/outline.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import { fence, type Names, nameMentions, renderContext } from './render-context.ts';
import { extractRules, replyRules } from './rules.ts';
import { writeStepBrief } from './step-brief.ts';

/** The step as it is at this moment; everything in it changes from turn to turn. */
export interface StepState {
  /** What the workshop is about, in its host's words. */
  topic: string;
  definition: StepDefinition;
  draft: Draft;
  phase: ArcPhase;
  gaps: readonly Gap[];
  /** People of the workshop who have said something in this step, and how many have not. */
  speakers: readonly string[];
  silentCount: number;
  /** What the facilitator speaks about: a question of its own after a silence, or an answer to somebody. */
  occasion: 'answer' | 'follow-up';
  /** The field that the next question should be about, in the facilitator's words; absent where there is none. */
  ask?: string;
}

const phases: Record<ArcPhase, string> = {
  orient: 'orient: help them see what this step is for and begin',
  gather: 'gather: widen, ask for more and for others’ views, judge nothing yet',
  synthesize: 'synthesize: help them put together what they have',
  refine: 'refine: sharpen the words, look for what is missing',
  validate: 'validate: check whether they all stand behind it',
  complete: 'complete: the step is over',
};

const maxDraftChars = 8_000;
const maxLineChars = 400;

/** What is written down, with the ids by which an item can be named. Bounded. */
export function renderDraft(definition: StepDefinition, draft: Draft): string {
  const lines: string[] = [];
  for (const field of definition.fields) {
    const given = draft.fields[field.key];
    if (given) lines.push(`${field.label}: ${wordsOf(given.value)}`);
    for (const item of itemsOf(draft, field.key)) {
      const name = field.kind === 'items' ? textOf(item.values[field.nameProp]) : textOf(item.values.text);
      const more =
        field.kind === 'items'
          ? field.props.flatMap((prop) => {
              const value = item.values[prop.key];
              if (prop.key === field.nameProp || value === undefined || value === null || value === false) return [];
              return [`${prop.label.toLowerCase()}: ${value === true ? 'yes' : wordsOf(value)}`];
            })
          : [];
      lines.push(`${field.label} [${item.id}]: ${[name, ...more].filter(Boolean).join('; ')}`);
    }
  }
  const kept: string[] = [];
  let used = 0;
  for (const line of lines) {
    const cut = line.replace(/\s+/g, ' ').slice(0, maxLineChars);
    if (used + cut.length > maxDraftChars) {
      kept.push(`… and ${lines.length - kept.length} more lines`);
      break;
    }
    kept.push(cut);
    used += cut.length + 1;
  }
  return kept.join('\n') || 'Nothing yet.';
}

function renderState(state: StepState, names: Names, marker: string): string {
  const { definition, draft, gaps } = state;
  return [
    '## What is written down in this step',
    fence(nameMentions(renderDraft(definition, draft), names), marker),
    `## Still open\n${gaps.length > 0 ? fence(gaps.map((gap) => `- ${describeGap(gap)}`).join('\n'), marker) : 'Nothing: the step can end when the team stands behind it.'}`,
    `## Where the step is\n${phases[state.phase]}`,
    `## Who has spoken in this step\n${state.speakers.length > 0 ? fence(state.speakers.join(', '), marker) : 'Nobody yet.'}${state.silentCount > 0 ? ` ${state.silentCount} of the team have not.` : ''}`,
  ].join('\n\n');
}

function assemble(rules: string, context: BuiltContext, state: StepState, names: Names, marker: string, task: string): PromptMessage[] {
  const { stable, volatile } = renderContext(context, names, marker);
  const messages: PromptMessage[] = [{ role: 'system', content: `${rules}\n\n${writeStepBrief(state.definition)}` }];
  const about = `## What the workshop is about\n${fence(state.topic.replace(/\s+/g, ' '), marker)}`;
  messages.push({ role: 'user', content: [about, stable].filter(Boolean).join('\n\n') });
  messages.push({ role: 'user', content: [volatile, renderState(state, names, marker), task].filter(Boolean).join('\n\n') });
  return messages;
}

/** Rules and brief first, then what stays the same, then what changes; the newest message stands last in the thread. */
export function writeReplyPrompt(context: BuiltContext, state: StepState, names: Names, marker: string): PromptMessage[] {
  // It may hold names and words of people.
  const about = state.ask ? `\n\n## What your question should be about\n${fence(state.ask, marker)}` : '';
  const task =
    state.occasion === 'answer'
      ? `Somebody spoke to you in the newest messages. Answer that.${about}`
      : `The thread has been quiet for a while. Say what moves the team on.${about}`;
  return assemble(replyRules(marker), context, state, names, marker, `## Now\n${task}`);
}

export function writeExtractPrompt(context: BuiltContext, state: StepState, names: Names, marker: string): PromptMessage[] {
  const task = '## Now\nList what the thread holds for this step that is not written down yet.';
  return assemble(extractRules(marker), context, state, names, marker, task);
}

const systemTokens = new WeakMap<StepDefinition, number>();

/** What the rules, the brief and the state take of a prompt, in tokens; the rest is the context's. Only the state is counted each time. */
export function fixedTokens(state: StepState, countTokens: (text: string) => number): number {
  const system =
    systemTokens.get(state.definition) ??
    Math.max(...[replyRules, extractRules].map((rules) => countTokens(rules(anyMarker) + writeStepBrief(state.definition))));
  systemTokens.set(state.definition, system);
  return system + countTokens(renderState(state, new Map(), anyMarker)) + taskTokens + countTokens(`${state.topic} ${state.ask ?? ''}`);
}

/** As long as any other; takes as many tokens or more. */
const anyMarker = '0123456789abcdef';
/** The task, the fences of the material and what separates messages. */
const taskTokens = 150;
