import type { StepId } from '../../workshop/ids.ts';
import type { JsonObject } from '../../workshop/json.ts';
import { type AskedSlots, readAsked } from '../../workshop/plain-words.ts';
import type { Template } from '../../workshop/template.ts';
import { findStep } from '../verbs.ts';
import { allActions, findActionDefinition } from './registry.ts';

export interface AskedAction {
  action: string;
  params: JsonObject;
}

/** What is asked for in plain words, by rule; undefined when nothing is, or not clearly. */
export function readAction(template: Template, said: string): AskedAction | undefined {
  const asked = readAsked(said, allActions(), (name) => findSpokenStep(template, name) !== undefined);
  return asked && toAction(template, asked.id, asked.slots);
}

/** What people say to each other that comes to an action which the facilitator may offer; undefined when it comes to none. */
export function readOverheard(template: Template, said: string): AskedAction | undefined {
  const offerable = allActions().flatMap(({ id, words, offer }) => (offer ? { id, words: [...(offer.words ?? []), ...words] } : []));
  const heard = readAsked(said, offerable, (name) => findSpokenStep(template, name) !== undefined);
  return heard && toAction(template, heard.id, heard.slots);
}

/** An action with the parameters that were named, as its own schema takes them; undefined when they make no sense for it. */
export function toAction(template: Template, id: string, { step, minutes, userId, text }: AskedSlots): AskedAction | undefined {
  const definition = findActionDefinition(id);
  if (!definition) return undefined;
  const stepId = step ? findSpokenStep(template, step) : undefined;
  if (step && !stepId) return undefined;
  const given = {
    ...(stepId ? { stepId } : {}),
    ...(minutes === undefined ? {} : { minutes }),
    ...(userId ? { userId } : {}),
    ...(text ? { text } : {}),
  };
  const params = definition.params.safeParse(given);
  return params.success ? { action: id, params: params.data } : undefined;
}

/** Steps are named in one or in many: “the personas”, “stakeholder map”. */
function findSpokenStep(template: Template, said: string): StepId | undefined {
  const singular = said.replace(/s$/i, '');
  return (
    findStep(said, template) ??
    findStep(singular, template) ??
    findStep(`${said}s`, template) ??
    findStep(said.split(' ')[0] ?? '', template)
  );
}
