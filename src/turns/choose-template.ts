import { RuleBreach } from '../workshop/errors.ts';
import { joinPhrases, ours, phrase } from '../workshop/phrase.ts';
import type { Template } from '../workshop/template.ts';
import type { Reply } from './use-case.ts';

const maxWordChars = 60;

/**
 * `retrospective: the launch in May`: a template's id, name or another word for it, and what the workshop is about. Any other word before
 * a colon is part of the idea, which goes by the first template. Throws a RuleBreach for a template without an idea.
 */
export function chooseTemplate(templates: readonly Template[], typed: string): { template: Template; idea: string } {
  const [usual] = templates;
  if (!usual) throw new Error('There is no template');
  const text = typed.trim();
  const colon = text.indexOf(':');
  const found = findTemplate(templates, colon < 0 ? text : text.slice(0, colon));
  if (!found) return { template: usual, idea: text };
  const idea = colon < 0 ? '' : text.slice(colon + 1).trim();
  if (!idea)
    throw new RuleBreach(
      'no-idea',
      phrase`${ours(found.name)} it is. What is it about? Say so after a colon: “/workshop start ${ours(found.id)}: IDEA”.`,
    );
  return { template: found, idea };
}

function findTemplate(templates: readonly Template[], word: string): Template | undefined {
  const wanted = word.trim().toLowerCase().replace(/\s+/g, ' ');
  if (!wanted || wanted.length > maxWordChars) return undefined;
  return templates.find(({ id, name, aliases }) => id === wanted || name.toLowerCase() === wanted || aliases.includes(wanted));
}

/** What there is to begin, and what to type for it. */
export function describeTemplates(templates: readonly Template[]): Reply {
  const lines = templates.map(({ id, name, description, steps }, index) => {
    const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
    const type = index === 0 ? '/workshop start IDEA' : `/workshop start ${id}: IDEA`;
    return phrase`• *${ours(name)}* (${steps.length} steps, about ${minutes} minutes): ${ours(description)}\n   “${ours(type)}”`;
  });
  return { text: joinPhrases([phrase`What we can do together:`, ...lines], '\n') };
}
